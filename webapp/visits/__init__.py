"""Pages of validation visits: the plan, the sample, notes on the day and the report."""

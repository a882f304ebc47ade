"""External validation visits, from the plan to the checks long afterwards."""

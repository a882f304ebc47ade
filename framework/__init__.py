"""The maturity model as immutable data: themes, dimensions, levels, statements, keywords."""

"""Pages of the college's terms and closures."""

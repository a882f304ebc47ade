"""Pages of the leadership review."""

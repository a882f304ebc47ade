"""Academic years."""

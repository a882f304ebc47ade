"""The home page: what needs you, and what changed."""

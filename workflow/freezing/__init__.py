"""Taking a snapshot, and what is in it."""

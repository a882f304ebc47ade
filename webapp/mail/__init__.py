"""Pages of mail: each person's choice, and what has not left."""

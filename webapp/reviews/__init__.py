"""Pages of reviews: opening one, who takes part, what was released."""

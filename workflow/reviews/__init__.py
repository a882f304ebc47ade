"""Reviews by others: drafts until they are released, and the college's answers."""

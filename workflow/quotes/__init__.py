"""Finding cited quotes again in other texts and in newer files."""

"""The internal leadership review: picks, meeting, minutes."""

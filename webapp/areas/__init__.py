"""The college's areas."""

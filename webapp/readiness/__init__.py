"""What to look at before the assessment is submitted."""

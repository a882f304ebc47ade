"""The desk of an assessor."""

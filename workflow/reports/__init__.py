"""The outcome and report of a visit."""

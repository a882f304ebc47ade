"""Signing off: submit, the board's decision."""

"""Planned steps, and what the next level asks."""

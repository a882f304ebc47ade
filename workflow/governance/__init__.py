"""Signing off, and what governors, boards and hubs read."""

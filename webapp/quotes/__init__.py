"""Quotes after a newer file has arrived: accept the new place, pick another, strike it."""

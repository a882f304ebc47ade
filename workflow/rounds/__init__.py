"""Rounds: reviews of several colleges that are released on one day."""

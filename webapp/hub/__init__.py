"""Summaries that colleges of a hub approved."""

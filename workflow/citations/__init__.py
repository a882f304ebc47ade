"""Exact quotes tied to claims, pages that could be, and what is still missing."""

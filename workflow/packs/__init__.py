"""Snapshots as people ask for them, sealed, and packs made of them."""

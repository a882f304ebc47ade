"""Packs and snapshots: their pages in the service, and the pages inside packs."""

"""Requests for evidence, and the links by which they are answered."""

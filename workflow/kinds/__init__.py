"""Kinds of things as people and rows name them, by what they are kinds of. Pure."""

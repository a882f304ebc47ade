"""Reads files in limited processes; knows no database, no college and no web."""

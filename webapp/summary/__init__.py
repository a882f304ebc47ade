"""The governor's page."""

"""Rolling a year forward."""

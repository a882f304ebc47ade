"""How well pages are matched to dimensions, for those who look after it."""

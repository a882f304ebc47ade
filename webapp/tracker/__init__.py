"""The college's own spreadsheet: brought in with its differences, taken out again."""

"""The college's own spreadsheet, in and out."""

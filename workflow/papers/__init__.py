"""Word documents, PDFs, spreadsheets and pictures, the same bytes whenever they are written."""

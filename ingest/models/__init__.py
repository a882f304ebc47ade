"""Tables of documents, their revisions and pages, and of how they came in."""

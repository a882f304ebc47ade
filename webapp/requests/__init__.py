"""Pages of requests for evidence."""

"""What people's decisions teach the matching of pages, and how well it does."""

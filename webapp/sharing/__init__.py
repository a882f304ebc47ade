"""What reviewers see of documents: choosing it, and seeing it as they do."""

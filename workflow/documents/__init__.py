"""What the college year adds to documents: sharing, learners, accepting, how long they speak."""

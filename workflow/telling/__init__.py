"""What people are told, and the mail that tells them."""

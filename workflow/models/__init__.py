"""Tables of the college year."""

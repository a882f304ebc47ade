"""Pages, sign-in, command line and migrations; puts everything together."""

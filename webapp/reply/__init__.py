"""The page on which somebody without a sign-in answers a request."""

"""Signing in and out, invitations, choosing where to work."""

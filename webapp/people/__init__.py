"""People and roles, for administrators."""

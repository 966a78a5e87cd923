"""Members: the record, roles, sign-in, consent, import."""

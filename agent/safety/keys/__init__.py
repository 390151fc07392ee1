"""Encryption at rest: a master key outside the database, data keys in it, and the envelope of each value."""

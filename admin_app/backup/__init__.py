"""Backups: every row and file in one archive that goes back into SQLite or PostgreSQL."""

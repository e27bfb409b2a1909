"""File to rows, without knowing what the rows mean."""

"""Many contacts or companies read and written at once, with all that follows from a change."""

"""Pages of the panel that are more than a list of one noun."""

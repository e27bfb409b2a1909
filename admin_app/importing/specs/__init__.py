"""What a row of each noun means to an import."""

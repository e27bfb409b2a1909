"""The columns of each noun in an export."""

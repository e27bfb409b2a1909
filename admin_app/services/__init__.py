"""What may happen: the rules, without HTTP and without forms."""

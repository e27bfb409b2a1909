"""Merging in the panel: the page side by side, the confirmation, the record and its undoing."""

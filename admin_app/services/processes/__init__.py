"""Rules that cross nouns: bulk changes, registration, merging."""

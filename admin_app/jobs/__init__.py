"""Background work: a row in the jobs table is the truth."""

"""One module a file format: columns and rows in, bytes out, row by row."""

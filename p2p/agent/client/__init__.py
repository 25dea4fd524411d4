"""A program's view of a running agent: the local API as plain calls, one noun a file."""

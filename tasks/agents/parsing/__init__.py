"""Training of the parser of reply programs."""

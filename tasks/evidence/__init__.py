"""Who ran what, from which sources, and the signature under it."""

"""Texts as numbers: words, weighted terms, near-duplicates, and a linear classifier over them."""

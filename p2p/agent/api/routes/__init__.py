"""What the local API answers, one noun a file."""

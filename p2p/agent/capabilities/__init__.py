"""What an agent can be asked to do, one capability a file."""

"""An agent's home on disk, kept whole over versions and restarts."""

"""Apple's pfl-research: run by its own environment."""

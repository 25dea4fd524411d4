"""How the mean update moves the global model."""

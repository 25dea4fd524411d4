"""What every gate over agents does: a network of real agents, the training on it, its models."""

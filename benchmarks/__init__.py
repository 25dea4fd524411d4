"""How fast the learning engine is, beside others in the same run."""

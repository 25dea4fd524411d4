"""How a function is called from what a person says."""

"""Trains the network that relates turns to what was told."""

"""Flower's simulation: run by its own environment."""

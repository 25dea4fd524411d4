"""Machines and nodes side by side: what is taken on each, and what is compared."""

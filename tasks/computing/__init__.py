"""Computation in processes of its own, so that a flow imports nothing heavy."""

"""Loops that a compiler makes of Python for simulations of many clients; they end in the bits of the NumPy code that they stand for."""

"""How models learn together: pure values in, values out."""

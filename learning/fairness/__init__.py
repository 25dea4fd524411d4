"""How evenly clients contribute and are served."""

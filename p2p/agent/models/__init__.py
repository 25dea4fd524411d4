"""The models of a home: described, stored, published."""

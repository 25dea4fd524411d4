"""Clients unlike in speed, network and presence: rounds on a virtual clock."""

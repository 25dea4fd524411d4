"""The demo: two agents and one task, each step told as it happens, nothing left afterwards."""

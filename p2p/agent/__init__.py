"""The agent process, its local API and its client."""

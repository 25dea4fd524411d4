"""Where bundles of invited peers arrive, on the terms of the agent's owner."""

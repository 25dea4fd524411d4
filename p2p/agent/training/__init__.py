"""Training sessions, as their coordinator and their participants go through them."""

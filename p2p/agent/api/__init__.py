"""The local API: HTTP on a private socket, for the user's own programs."""

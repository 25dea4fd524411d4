"""What the gates learn from: fetched, prepared, held to the registry."""

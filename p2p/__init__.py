"""How agents talk and work: identity, transport, protocols, the agent process."""

"""What an agent keeps of other agents: invitations, replaced keys, addresses."""

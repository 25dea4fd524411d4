"""What an agent computes in processes of its own, never in the host's."""

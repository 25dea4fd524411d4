"""Adapter: federated training of an adapter and its head, beside that of a head alone."""

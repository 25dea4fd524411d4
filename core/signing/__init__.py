"""Signing: Ed25519 keys, canonical JSON (RFC 8785), signed envelopes (DSSE)."""

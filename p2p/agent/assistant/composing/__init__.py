"""Replies composed from the texts and the marks that a request gives."""

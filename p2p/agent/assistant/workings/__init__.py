"""Replies that are worked out from the items that a request gives."""

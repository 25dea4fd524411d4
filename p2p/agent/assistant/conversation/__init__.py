"""Conversation: what the assistant is told, and asked about it later."""

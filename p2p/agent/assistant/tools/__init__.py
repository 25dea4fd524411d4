"""The assistant's tools: a request in words, its exact result."""

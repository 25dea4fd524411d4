"""The assistant: what an agent answers to a person's words."""

"""Asking peers for a task until it is done or cannot be."""

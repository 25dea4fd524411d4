"""Execution: what a provider does with the tasks that it has accepted."""

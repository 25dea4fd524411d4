"""Prefect as a service of this checkout: server, pool and worker in the background, its deployments, and their end."""

"""Reading the project's files, params.yaml foremost."""

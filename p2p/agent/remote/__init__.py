"""A store of data that DVC pushes to and pulls from over HTTP."""

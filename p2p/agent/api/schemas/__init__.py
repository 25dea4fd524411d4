"""The local API's words: what its requests and answers look like, one noun a file."""

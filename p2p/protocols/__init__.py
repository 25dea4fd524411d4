"""One protocol a file, each spoken over streams of a host."""

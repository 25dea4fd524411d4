"""What is asked: one Prefect flow per gate, each reads like a table of contents."""

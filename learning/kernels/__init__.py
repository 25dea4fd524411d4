"""Local training and inference of one kind of model, in NumPy and SciPy."""

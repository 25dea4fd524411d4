"""Models in torch: the oracle that the kernels are held to."""

"""The hot path below a stream: Noise records, Yamux frames, and the loops that move them."""

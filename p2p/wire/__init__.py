"""What crosses between agents: pure messages, framing and signing, no sockets."""

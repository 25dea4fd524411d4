"""How a client's update becomes bytes."""

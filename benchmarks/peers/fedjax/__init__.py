"""Google's FedJAX: run by its own environment."""

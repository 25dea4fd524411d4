"""What an agent tells of itself: logs, metrics."""

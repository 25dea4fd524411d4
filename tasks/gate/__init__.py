"""What every gate's run goes through, from its start to its verdict."""

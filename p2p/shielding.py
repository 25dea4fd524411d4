"""Shielding: clean-up that a cancellation does not interrupt, and that ends all the same."""

import trio


def shielded(timeout_s: float) -> trio.CancelScope:
    """A scope that only its own deadline cancels."""
    scope = trio.move_on_after(timeout_s)
    scope.shield = True
    return scope

"""The wall clock, read only where something comes in from the world."""

import time


def now_ms() -> int:
    """Milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


def now_s() -> float:
    """Seconds since 1970, UTC."""
    return time.time()

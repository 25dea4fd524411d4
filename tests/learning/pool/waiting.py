"""What the tests of a pool share."""

import time


def is_same(first, second):
    return first.weights_P.tobytes() == second.weights_P.tobytes() and first.rounds == second.rounds


def wait_for(look, num):
    """What `look` returns once it is at least so much."""
    deadline = time.monotonic() + 120
    while len(found := look()) < num:
        assert time.monotonic() < deadline, "the workers did not start"
        time.sleep(0.05)
    return found

"""Priority: a process that computes gives way to the host, whatever it is busy with."""

import contextlib
import os

NICENESS = 10


def yield_to_others() -> None:
    """Let this process compute in the time that others leave, and be interrupted by them at once.

    Under Linux's batch policy a process that was woken takes the processor from one that computes without waiting for
    the end of its slice. Nothing else is promised where the system knows no such policy.
    """
    os.nice(NICENESS)
    with contextlib.suppress(AttributeError, OSError):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))

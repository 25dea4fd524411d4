"""What time it is: the machine's, or the one that a rehearsal is given from outside, which nothing else takes."""

import os
from datetime import UTC, datetime

from pydantic import JsonValue

from tasks.errors import RehearsalClockError

VARIABLE = "P2P_AGENT_REHEARSAL_UTC"
"""Names the moment that it is throughout a rehearsal's process: two weeks are rehearsed in minutes."""


def moment_now(*, is_rehearsal: bool = False) -> datetime:
    """The present, to the second.

    Errors: RehearsalClockError (tasks.rehearsal.clock) where a moment is given from outside and this is no rehearsal, or it is none.
    """
    given = os.environ.get(VARIABLE)
    if given is None:
        return datetime.now(UTC).replace(microsecond=0)
    if not is_rehearsal:
        raise RehearsalClockError(f"{VARIABLE} is set, and this is no rehearsal: unset it")
    try:
        moment = datetime.fromisoformat(given)
    except ValueError as error:
        raise RehearsalClockError(f"{VARIABLE} names no moment", given=given[:64]) from error
    if moment.tzinfo is None:
        raise RehearsalClockError(f"{VARIABLE} names no time zone", given=given[:64])
    return moment.astimezone(UTC).replace(microsecond=0)


def is_virtual() -> bool:
    """Whether the time is given from outside."""
    return VARIABLE in os.environ


def rehearsal_mark() -> dict[str, JsonValue]:
    """What every artifact of a rehearsal says of itself: whose clock it had."""
    return {"rehearsal": {"clock": "virtual" if is_virtual() else "machine"}}

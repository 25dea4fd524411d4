"""When a node's cycles begin: one after the other, each a fixed time after the one before, none made up for."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LEAST, MOST = timedelta(minutes=1), timedelta(days=1)
_WAIT_S = 1.0


def parse_every(text: str) -> timedelta:
    """`30m`, `2h`, `90s` or `1d` as a time from a minute to a day.

    Errors: ValueError with what is wrong.
    """
    found = re.fullmatch(r"([1-9][0-9]{0,4})([smhd])", text.strip().lower())
    if found is None:
        raise ValueError("a number with s, m, h or d behind it, like 30m")
    every = timedelta(seconds=int(found[1]) * UNITS_S[found[2]])
    if not LEAST <= every <= MOST:
        raise ValueError("from 1m to 1d")
    return every


def beginnings(every: timedelta | None, num: int | None, now: Callable[[], datetime], say: Callable[[datetime], None]) -> Iterator[int]:
    """The numbers of the cycles, from 1, each when it is time; `say` hears when the next will be.

    What a cycle takes longer than `every` is not made up for. Without `every` a cycle follows at once, and without `num` there is no last one.
    """
    number, due = 0, now()
    while num is None or number < num:
        number += 1
        yield number
        if every is None or number == num:
            continue
        due = max(due + every, now())
        say(due)
        while now() < due:
            time.sleep(_WAIT_S)

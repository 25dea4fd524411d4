"""When a node's cycles begin: one after the other, each a fixed time after the one before, none made up for."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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


def seconds() -> float:
    """Seconds since the machine was started, those in which it slept included; no clock that is set or stands still moves them."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


@dataclass(frozen=True, slots=True)
class Waiting:
    """By what time is waited for: `seconds` go on whatever is done to the clock, `sleep` lets some of them pass."""

    seconds: Callable[[], float] = seconds
    sleep: Callable[[float], None] = time.sleep


WAITING = Waiting()


def beginnings(
    every: timedelta | None, num: int | None, now: Callable[[], datetime], say: Callable[[datetime], None], waiting: Waiting = WAITING
) -> Iterator[int]:
    """The numbers of the cycles, from 1, each when it is time; `say` hears when the next will be, by the clock as it is then.

    What a cycle takes longer than `every` is not made up for. Without `every` a cycle follows at once, and without `num` there is no last one.
    """
    number, due_s = 0, waiting.seconds()
    while num is None or number < num:
        number += 1
        yield number
        if every is None or number == num:
            continue
        at_s = waiting.seconds()
        due_s = max(due_s + every.total_seconds(), at_s)
        say(now() + timedelta(seconds=due_s - at_s))
        while (left_s := due_s - waiting.seconds()) > 0:
            waiting.sleep(min(_WAIT_S, left_s))

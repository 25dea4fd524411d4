"""When a client is online: a function of the client and the time, whoever asks and in whatever order."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf
from typing import NamedTuple, Protocol

import numpy as np

from learning.errors import TraceInvalidError
from learning.randomness import generator

_CHUNK = 16


class Span(NamedTuple):
    """Whether a client is online, and the virtual second at which that changes (infinity: never)."""

    is_online: bool
    until_s: float


class Availability(Protocol):
    """Where a round learns who is there."""

    def span(self, client: int, at_s: float) -> Span:
        """The client's state at `at_s` ≥ 0 and when it ends, which is later than `at_s`."""
        ...


@dataclass(frozen=True, slots=True)
class AlwaysOnline:
    """Nobody ever leaves."""

    def span(self, client: int, at_s: float) -> Span:
        """Online, for ever."""
        return Span(True, inf)


@dataclass(frozen=True, slots=True)
class DayAndNight:
    """Online for the first `online_s` of every `period_s`; each client's day begins at a time of its own, drawn once."""

    seed: int
    period_s: float
    online_s: float

    def __post_init__(self) -> None:
        if not 0 < self.online_s < self.period_s < inf:
            raise TraceInvalidError("a day has an online part and another one", period_s=self.period_s, online_s=self.online_s)

    def span(self, client: int, at_s: float) -> Span:
        """The part of its day that the client is in."""
        phase_s = self.period_s * generator(self.seed, 0, client, "availability").random()
        today = (at_s + phase_s) // self.period_s
        changes = [(today + day) * self.period_s + part - phase_s for day in (-1, 0, 1) for part in (0.0, self.online_s)]
        number = bisect_right(changes, at_s)
        return Span(number % 2 == 1, changes[number])


@dataclass(frozen=True, slots=True)
class OnAndOff:
    """Churn: the `clients` are online and offline by turns, for exponentially distributed times; everyone else stays.

    A client begins in either state with the share of time that it spends there, so that the process has no beginning.
    """

    seed: int
    mean_online_s: float
    mean_offline_s: float
    clients: frozenset[int]
    _changes: dict[int, "_Changes"] = field(default_factory=dict[int, "_Changes"], init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not 0 < min(self.mean_online_s, self.mean_offline_s) <= max(self.mean_online_s, self.mean_offline_s) < inf:
            raise TraceInvalidError("a mean time is not positive", online_s=self.mean_online_s, offline_s=self.mean_offline_s)

    def span(self, client: int, at_s: float) -> Span:
        """The stay, or the absence, that the client is in."""
        if client not in self.clients:
            return Span(True, inf)
        if client not in self._changes:
            self._changes[client] = _Changes(self.mean_online_s, self.mean_offline_s, generator(self.seed, 0, client, "availability"))
        return self._changes[client].span(at_s)


class _Changes:
    """One client's changes of state so far, drawn further as far as somebody asks."""

    def __init__(self, mean_online_s: float, mean_offline_s: float, random: np.random.Generator) -> None:
        self._random = random
        self._starts_online = bool(random.random() < mean_online_s / (mean_online_s + mean_offline_s))
        first, second = (mean_online_s, mean_offline_s) if self._starts_online else (mean_offline_s, mean_online_s)
        self._means = np.tile([first, second], _CHUNK)
        self._times_s: list[float] = [0.0]

    def span(self, at_s: float) -> Span:
        while self._times_s[-1] <= at_s:
            stays = self._random.exponential(self._means)
            self._times_s += (self._times_s[-1] + np.cumsum(stays)).tolist()
        number = bisect_right(self._times_s, at_s) - 1
        return Span(self._starts_online == (number % 2 == 0), self._times_s[number + 1])


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recorded trace: the half-open intervals [from, to) in which each client was online; one without a record never was."""

    online_s: Mapping[int, Sequence[tuple[float, float]]]

    def __post_init__(self) -> None:
        for client, intervals in self.online_s.items():
            times = [time for interval in intervals for time in interval]
            if not all(before < after for before, after in pairwise([-1.0, *times])) or min(times, default=0.0) < 0:
                raise TraceInvalidError("a client's intervals overlap, touch or are empty", client=client)

    def span(self, client: int, at_s: float) -> Span:
        """The interval, or the gap, that the client is in."""
        times = [time for interval in self.online_s.get(client, ()) for time in interval]
        number = bisect_right(times, at_s)
        return Span(number % 2 == 1, times[number] if number < len(times) else inf)


def churning_clients(num_clients: int, share: float, seed: int) -> frozenset[int]:
    """The clients that come and go: `share` of them, rounded up, drawn without replacement."""
    if not 0 <= share <= 1:
        raise TraceInvalidError("a share of the clients is between none and all", share=share)
    order = generator(seed, 1, 0, "availability").permutation(num_clients)
    return frozenset(int(client) for client in order[: int(np.ceil(share * num_clients - 1e-9))])

"""Results: what is kept of completed tasks, so that a repeated one is answered and not run again."""

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from pydantic import BaseModel, ConfigDict, JsonValue

from core.ids import PeerId
from core.units import MIB


class TaskKey(NamedTuple):
    """What names a task for its provider: whose it is, and the id that the sender gave it."""

    sender: PeerId
    task_id: str


class Result(BaseModel):
    """The output of a completed task; `content` is the hash of what was asked."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    sender: str
    task_id: str
    content: str
    output: JsonValue


class ResultStore(Protocol):
    """Where results are kept; one that is asked for a task that it does not know says so without waiting."""

    async def get(self, key: TaskKey, now_s: float) -> Result | None:
        """What is kept of the task, unless its time is over."""
        ...

    async def put(self, result: Result, now_s: float, keep_s: float) -> None:
        """Keep `result` for `keep_s`, or less where there is no place; a failure to keep it is no error."""
        ...


@dataclass(frozen=True, slots=True)
class StoreBounds:
    """How much a store keeps."""

    max_results: int = 1024
    max_bytes: int = 64 * MIB


@dataclass(frozen=True, slots=True)
class Entry:
    """What a store knows of one result without reading it; `owner` tells whose it is from those of others."""

    name: str
    size_bytes: int
    expires_s: float
    owner: str = ""


class ResultIndex:
    """Which results a store holds, the oldest first; what it drops is told, for the store to remove.

    Where there is no place, the oldest goes of whoever has the most: one sender cannot push out the results of the others.
    """

    def __init__(self, bounds: StoreBounds) -> None:
        self.num_bytes = 0
        self._bounds = bounds
        self._entries: OrderedDict[str, Entry] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, name: str, now_s: float) -> Entry | None:
        """The entry of `name`, unless its time is over."""
        entry = self._entries.get(name)
        return entry if entry is not None and entry.expires_s > now_s else None

    def add(self, entry: Entry, now_s: float) -> list[Entry]:
        """Hold `entry`; what it replaces and what it leaves no place for is returned, which may be itself."""
        dropped = [*self._expired(now_s), *self.drop(entry.name)]
        self._entries[entry.name] = entry
        self.num_bytes += entry.size_bytes
        while len(self._entries) > self._bounds.max_results:
            dropped += self.drop(self._oldest_of_most(lambda held: 1))
        while self.num_bytes > self._bounds.max_bytes:
            dropped += self.drop(self._oldest_of_most(lambda held: held.size_bytes))
        return dropped

    def drop(self, name: str) -> list[Entry]:
        """Hold `name` no more; what was held."""
        entry = self._entries.pop(name, None)
        if entry is None:
            return []
        self.num_bytes -= entry.size_bytes
        return [entry]

    def _oldest_of_most(self, weight: Callable[[Entry], int]) -> str:
        held: Counter[str] = Counter()
        for entry in self._entries.values():
            held[entry.owner] += weight(entry)
        most = max(held.values())
        return next(entry.name for entry in self._entries.values() if held[entry.owner] == most)

    def _expired(self, now_s: float) -> Iterator[Entry]:
        for entry in [entry for entry in self._entries.values() if entry.expires_s <= now_s]:
            yield from self.drop(entry.name)


class MemoryResults:
    """Keeps results as long as the process lives."""

    def __init__(self, bounds: StoreBounds | None = None) -> None:
        self._index = ResultIndex(bounds or StoreBounds())
        self._kept: dict[str, bytes] = {}

    async def get(self, key: TaskKey, now_s: float) -> Result | None:
        """What is kept of the task."""
        entry = self._index.find(name_of(key), now_s)
        return Result.model_validate_json(self._kept[entry.name]) if entry else None

    async def put(self, result: Result, now_s: float, keep_s: float) -> None:
        """Keep `result`."""
        raw = result.model_dump_json().encode()
        key = TaskKey(PeerId(result.sender), result.task_id)
        entry = Entry(name_of(key), len(raw), now_s + keep_s, owner_of(key))
        self._kept[entry.name] = raw
        for dropped in self._index.add(entry, now_s):
            if self._index.find(dropped.name, now_s) is None:
                self._kept.pop(dropped.name, None)


def name_of(key: TaskKey) -> str:
    """A name for the task that no peer chooses: the SHA-256 of its key."""
    return hashlib.sha256(f"{key.sender} {key.task_id}".encode()).hexdigest()


def owner_of(key: TaskKey) -> str:
    """What the names of one sender's results have in common: the first half of the SHA-256 of its id."""
    return hashlib.sha256(key.sender.encode()).hexdigest()[:32]

"""Capability: something that an agent can be asked to do, and what it grants to those who ask."""

from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel, JsonValue, TypeAdapter

from core.ids import PeerId


@dataclass(frozen=True, slots=True)
class Limits:
    """What a provider grants one capability.

    Units: `concurrency` runs at once; `queue` tasks that wait, one more is answered p2p.task.busy; `time_s` seconds for
    one run, then it is p2p.task.timeout; `keep_s` seconds for which a completed task's output is kept, also over a
    restart, to answer the same task when it is repeated. A capability that is cheap and changes nothing says 0: its
    repeated tasks are run anew, and a run whose requester is lost is cancelled.
    """

    concurrency: int = 4
    queue: int = 16
    time_s: float = 30.0
    keep_s: float = 600.0


class Capability(Protocol):
    """Something that an agent can be asked to do."""

    @property
    def name(self) -> str:
        """What a request calls it."""
        ...

    @property
    def summary(self) -> str:
        """What it does, in one line for people."""
        ...

    @property
    def limits(self) -> Limits:
        """What it grants."""
        ...

    @property
    def input(self) -> type[BaseModel] | TypeAdapter[Any]:
        """What its input must be, also as JSON Schema; what does not fit is p2p.task.input_invalid."""
        ...

    async def run(self, value: Any, peer: PeerId, /) -> JsonValue:
        """What becomes of the valid input `value`, for the trusted `peer`; cancelled when it is wanted no more or its time is over."""
        ...

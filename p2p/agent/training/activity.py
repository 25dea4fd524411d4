"""What an agent has been doing in the trainings of others, for its owner to watch; the latest of it, in memory."""

from collections import deque
from typing import Literal

from pydantic import BaseModel, ConfigDict

from p2p.clock import now_ms

MAX_EVENTS = 1000

EventKind = Literal["joined", "trained", "counted", "refused", "ended"]


class TrainingEvent(BaseModel):
    """One thing that happened: joined a session, trained a round, its update was counted or refused, the session ended."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    number: int
    at_ms: int
    kind: EventKind
    session_id: str
    coordinator: str
    corpus: str
    round_index: int | None = None
    num_rounds: int | None = None
    loss: float | None = None
    size_bytes: int | None = None
    code: str | None = None


class Activity:
    """The latest events, numbered from 1."""

    def __init__(self) -> None:
        self._events: deque[TrainingEvent] = deque(maxlen=MAX_EVENTS)
        self._number = 0

    def note(self, kind: EventKind, session_id: str, coordinator: str, corpus: str, **facts: int | float | str | None) -> None:
        """Remember that something happened now."""
        self._number += 1
        fields = {"session_id": session_id, "coordinator": coordinator, "corpus": corpus, **facts}
        self._events.append(TrainingEvent.model_validate({"number": self._number, "at_ms": now_ms(), "kind": kind, **fields}))

    def after(self, number: int) -> tuple[TrainingEvent, ...]:
        """The events since the one of that number, the oldest first."""
        return tuple(event for event in self._events if event.number > number)

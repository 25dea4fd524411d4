"""The local API's words on pings."""

import statistics
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from p2p.wire.messages import PeerIdText

MAX_PINGS = 1000


class PingRequest(BaseModel):
    """Asks to ping a peer `count` times, `interval_s` apart, each at most `timeout_s` long."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    peer: PeerIdText
    count: int = Field(default=3, ge=1, le=MAX_PINGS)
    interval_s: float = Field(default=0.2, ge=0, le=60)
    timeout_s: float = Field(default=5.0, gt=0, le=60)

    @property
    def longest_s(self) -> float:
        """How long all of them may take together, the connection included."""
        return self.count * (self.interval_s + 2 * self.timeout_s) + 2 * self.timeout_s


class PingAnswer(BaseModel):
    """The round trips in ms, in order, None for one that was lost."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    peer_id: str
    round_trips_ms: tuple[float | None, ...]
    num_lost: int
    min_ms: float | None
    median_ms: float | None
    max_ms: float | None

    @classmethod
    def of(cls, peer: str, round_trips_ms: tuple[float | None, ...]) -> Self:
        """The answer that says `round_trips_ms` and what they come to."""
        came = [round(time_ms, 3) for time_ms in round_trips_ms if time_ms is not None]
        return cls(
            peer_id=peer,
            round_trips_ms=tuple(time_ms if time_ms is None else round(time_ms, 3) for time_ms in round_trips_ms),
            num_lost=len(round_trips_ms) - len(came),
            min_ms=min(came, default=None),
            median_ms=round(statistics.median(came), 3) if came else None,
            max_ms=max(came, default=None),
        )

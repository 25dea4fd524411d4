"""What the virtual clock tells of a round: one row for each client that was asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["contributed", "late", "surplus", "dropped", "left", "lost"]
"""`late`: awaited at the deadline; `surplus`: awaited when enough were in; `dropped`: failed in mid-round; `left`: went offline in
mid-round; `lost`: in or awaited when the round failed, as too few could still come in."""


@dataclass(frozen=True, slots=True)
class ClientWork:
    """One client's part in one round, up to the moment in which it stopped or the round closed.

    Units: `waiting_s` is from its update's arrival to the close; bytes are those that had passed its line.
    """

    round_index: int
    client: int
    outcome: Outcome
    download_s: float
    compute_s: float
    upload_s: float
    waiting_s: float
    download_bytes: int
    upload_bytes: int


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """One round on the virtual clock; `included` is empty where the round was lost, and the model stayed as it was."""

    round_index: int
    start_s: float
    end_s: float
    asked: tuple[int, ...]
    included: tuple[int, ...]
    work: tuple[ClientWork, ...]


def participation(rounds: Sequence[RoundRecord]) -> tuple[tuple[int, ...], ...]:
    """The clients included in each round, as `learning.simulation.simulate` replays them."""
    return tuple(entry.included for entry in rounds)

"""A training session as its owner sees it: what is asked, how it stands, how it ended."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from learning.plan import TrainingPlan
from p2p.agent.model_card import ModelTerms

SessionStatus = Literal["running", "completed", "failed", "cancelled"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class SessionRequest(_Value):
    """Asks an agent to coordinate one training; a participant's place in the list is its client number.

    `initial_model` is a file of the same user with packed weights; without one the plan's seed gives the first weights.
    `terms` are the names of features and classes, where the participants have agreed on some; they go into the model's card.
    """

    plan: TrainingPlan
    participants: tuple[str, ...] = Field(min_length=1, max_length=10_000)
    corpus: str = Field(min_length=1, max_length=64)
    round_timeout_s: float = Field(default=60.0, gt=0, le=86_400)
    initial_model: str | None = None
    terms: ModelTerms | None = None


class Dropout(_Value):
    """A client that is out of a round, and why."""

    client: int
    peer: str
    code: str
    message: str


class RoundReport(_Value):
    """One finished round. `uplink_bytes`: the accepted encoded updates; `stream_bytes`: all bytes on the streams that carried updates."""

    round_index: int
    included: tuple[int, ...]
    out: tuple[Dropout, ...]
    uplink_bytes: int
    stream_bytes: int
    weights_sha256: str
    duration_s: float
    mean_loss: float


class RoundProgress(_Value):
    """The round that is going on."""

    round_index: int
    waiting_for: tuple[int, ...]
    included: tuple[int, ...]
    out: tuple[Dropout, ...]


class SessionFailure(_Value):
    """Why a session did not complete."""

    code: str
    message: str


class SessionReport(_Value):
    """A session, running or ended; `weights_sha256` and `model_path` are those of the latest finished round."""

    session_id: str
    status: SessionStatus
    plan: TrainingPlan
    participants: tuple[str, ...]
    corpus: str
    rounds: tuple[RoundReport, ...] = ()
    current: RoundProgress | None = None
    weights_sha256: str | None = None
    model_path: str | None = None
    terms: ModelTerms | None = None
    error: SessionFailure | None = None

    @property
    def participation(self) -> tuple[tuple[int, ...], ...]:
        """The clients included in each finished round: what a simulation replays."""
        return tuple(finished.included for finished in self.rounds)

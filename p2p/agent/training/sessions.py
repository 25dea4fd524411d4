"""A training session as its owner sees it: what is asked, how it stands, how it ended."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from learning.codecs.names import parse_codec_name
from learning.plan import TrainingPlan
from p2p.agent.models.card import ModelTerms

DEFAULT_ROUND_TIMEOUT_S = 60.0
MAX_RESUMPTIONS = 20

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
    round_timeout_s: float = Field(default=DEFAULT_ROUND_TIMEOUT_S, gt=0, le=86_400)
    initial_model: str | None = None
    terms: ModelTerms | None = None


class Dropout(_Value):
    """A client that is out of a round, and why."""

    client: int
    peer: str
    code: str
    message: str


class RoundReport(_Value):
    """One finished round. `uplink_bytes`: the accepted encoded updates; `stream_bytes`: all bytes on the streams that carried updates.

    `state_sha256` is the hash of the file with what the strategy keeps for the next round, where it keeps something.
    """

    round_index: int
    included: tuple[int, ...]
    out: tuple[Dropout, ...]
    uplink_bytes: int
    stream_bytes: int
    weights_sha256: str
    duration_s: float
    mean_loss: float
    state_sha256: str | None = None


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


class Resumption(_Value):
    """The session went on after its agent had ended; `code` says why later rounds than `from_round` did not count."""

    from_round: int
    code: str | None = None


class SessionReport(_Value):
    """A session, running or ended; `weights_sha256` and `model_path` are those of the latest finished round.

    `started_at_ms` in milliseconds since 1970; `initial_sha256` is the hash of the model file that it was given to start from.
    """

    session_id: str
    status: SessionStatus
    plan: TrainingPlan
    participants: tuple[str, ...]
    corpus: str
    round_timeout_s: float = DEFAULT_ROUND_TIMEOUT_S
    started_at_ms: int = 0
    initial_sha256: str | None = None
    rounds: tuple[RoundReport, ...] = ()
    resumptions: tuple[Resumption, ...] = ()
    current: RoundProgress | None = None
    weights_sha256: str | None = None
    model_path: str | None = None
    terms: ModelTerms | None = None
    error: SessionFailure | None = None

    @property
    def participation(self) -> tuple[tuple[int, ...], ...]:
        """The clients included in each finished round: what a simulation replays."""
        return tuple(finished.included for finished in self.rounds)

    @property
    def uplink_bytes(self) -> int:
        """The accepted encoded updates of all finished rounds."""
        return sum(finished.uplink_bytes for finished in self.rounds)

    @property
    def stream_bytes(self) -> int:
        """All bytes on the streams that carried the updates."""
        return sum(finished.stream_bytes for finished in self.rounds)

    @property
    def num_missing(self) -> int:
        """Updates that did not come, over all finished rounds."""
        return sum(len(finished.out) for finished in self.rounds)

    @property
    def last_counted(self) -> dict[int, int]:
        """The latest finished round of each client that was included in one, where the codec leaves a debt; else of none."""
        if not parse_codec_name(self.plan.codec).keeps_state:
            return {}
        return {client: finished.round_index for finished in self.rounds for client in finished.included}

    def with_rounds(self, rounds: tuple[RoundReport, ...], folder: Path) -> "SessionReport":
        """The report of a session that has finished `rounds`, with its models in `folder`."""
        weights_sha256 = rounds[-1].weights_sha256 if rounds else None
        return self.model_copy(update={"rounds": rounds, "weights_sha256": weights_sha256}).with_models_in(folder)

    def with_models_in(self, folder: Path) -> "SessionReport":
        """The report of a session whose models lie in `folder`."""
        return self.model_copy(update={"model_path": str(folder / model_name(len(self.rounds))) if self.rounds else None})

    def resumed(self, code: str | None) -> "SessionReport":
        """The report of a session that goes on after its finished rounds; the latest resumptions are kept."""
        resumptions = (*self.resumptions, Resumption(from_round=len(self.rounds), code=code))
        return self.model_copy(update={"resumptions": resumptions[-MAX_RESUMPTIONS:]})


def model_name(num_rounds: int) -> str:
    """The name of the model's file after so many rounds."""
    return f"model-{num_rounds}.safetensors"


def state_name(num_rounds: int) -> str:
    """The name of the file with the strategy's state after so many rounds."""
    return f"state-{num_rounds}.safetensors"

"""What the coordinator of a training and its participants say to each other."""

from typing import Annotated, Literal

from pydantic import Field, RootModel

from learning.plan import TrainingPlan
from p2p.wire.blob import BlobReference
from p2p.wire.messages import ErrorReport, SignedMessage

MAX_TRAIN_MESSAGE_BYTES = 1_048_576
MODEL_HEADER_BYTES = 65_536
"""What a packed model may hold besides its weights."""

NO_SESSION = "00000000-0000-0000-0000-000000000000"
"""The session of an answer to an offer that could not be read."""

MAX_ROUND_MS = 86_400_000

Natural = Annotated[int, Field(ge=0, le=2**53 - 1)]
RoundTime = Annotated[int, Field(ge=0, le=MAX_ROUND_MS)]
"""No round takes longer than a day, and so nobody is kept longer by one."""


class TrainMessage(SignedMessage):
    """Base of all: of which session it is."""

    session_id: str = Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


class SessionOffer(TrainMessage):
    """The coordinator's first words on a stream: the whole plan, and which client of it the recipient would be."""

    kind: Literal["session_offer"]
    plan: TrainingPlan
    corpus: str = Field(min_length=1, max_length=64)
    client: Natural
    round_timeout_ms: RoundTime


class SessionAccept(TrainMessage):
    """The participant has the corpus, and it fits the plan."""

    kind: Literal["session_accept"]
    num_examples: Natural


class RoundOffer(TrainMessage):
    """Asks for an update of `model`, to be offered within the time left.

    `last_counted` is the latest finished round in which the recipient's update counts: where the codec leaves a debt, the update is
    encoded with the one behind that round. Absent where there is no such round, or no debt.
    """

    kind: Literal["round_offer"]
    round_index: Natural
    model: BlobReference
    time_left_ms: RoundTime
    last_counted: Natural | None = None


class RoundAccept(TrainMessage):
    """The participant begins the round."""

    kind: Literal["round_accept"]
    round_index: Natural


class Decline(TrainMessage):
    """The participant does not take part: in the session when it names no round, else in that round."""

    kind: Literal["decline"]
    round_index: Natural | None
    error: ErrorReport


class UpdateOffer(TrainMessage):
    """The participant's encoded update is ready to be pulled; `global_loss` where the plan's strategy weighs by it."""

    kind: Literal["update_offer"]
    round_index: Natural
    update: BlobReference
    num_examples: Natural
    loss: float
    global_loss: Annotated[float, Field(ge=0)] | None = None


class UpdateAck(TrainMessage):
    """What became of an update: counted, or refused for a reason."""

    kind: Literal["update_ack"]
    round_index: Natural
    error: ErrorReport | None


class SessionEnd(TrainMessage):
    """The coordinator is done with the participant."""

    kind: Literal["session_end"]


class AnyTrainMessage(
    RootModel[
        Annotated[
            SessionOffer | SessionAccept | RoundOffer | RoundAccept | Decline | UpdateOffer | UpdateAck | SessionEnd,
            Field(discriminator="kind"),
        ]
    ]
):
    """Any of them, told apart by `kind`, which the signature covers."""

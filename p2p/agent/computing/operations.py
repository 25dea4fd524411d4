"""What a host asks of its computing process: the requests and answers between the two. Paths lie inside the agent's home."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from learning.plan import TrainingPlan
from p2p.wire.messages import ErrorReport

MAX_FRAME_BYTES = 4 * 2**20


class Operation(BaseModel):
    """Base of requests and answers."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Inspect(Operation):
    """Checks that a corpus fits a plan. Answer: CorpusFacts."""

    op: Literal["inspect"] = "inspect"
    plan: TrainingPlan
    corpus_path: str


class Select(Operation):
    """Draws the clients of a round. Answer: Selection."""

    op: Literal["select"] = "select"
    plan: TrainingPlan
    round_index: int


class Initialise(Operation):
    """Writes the plan's first weights, or checks and copies those of a file. Answer: ModelFile."""

    op: Literal["initialise"] = "initialise"
    plan: TrainingPlan
    out_path: str
    model_path: str | None = None


class Restore(Operation):
    """Checks that a model of the session, and the strategy's state where it keeps one, are whole. Answer: ModelFile."""

    op: Literal["restore"] = "restore"
    plan: TrainingPlan
    model_path: str
    weights_sha256: str
    state_path: str
    state_sha256: str | None


class Train(Operation):
    """Trains one client's round and writes its encoded update. Answer: UpdateFile.

    A codec that leaves a debt has its state read from `debt_path`, None where nothing is owed yet, and written to `new_debt_path`.
    """

    op: Literal["train"] = "train"
    plan: TrainingPlan
    model_path: str
    corpus_path: str
    round_index: int
    client: int
    out_path: str
    debt_path: str | None = None
    new_debt_path: str | None = None


class AggregateBegin(Operation):
    """Opens the aggregation of a session's round; `state_path` is null where the strategy has kept nothing yet. Answer: Done."""

    op: Literal["aggregate_begin"] = "aggregate_begin"
    session: str
    plan: TrainingPlan
    model_path: str
    state_path: str | None = None
    round_index: int


class AggregateAdd(Operation):
    """Adds a client's update; one that is refused changes nothing. Answer: Done."""

    op: Literal["aggregate_add"] = "aggregate_add"
    session: str
    client: int
    path: str
    num_examples: int
    global_loss: float | None = None


class AggregateFinish(Operation):
    """Closes the aggregation and writes the next model, and the strategy's state where it keeps one. Answer: ModelFile."""

    op: Literal["aggregate_finish"] = "aggregate_finish"
    session: str
    out_path: str
    state_out_path: str


class Evaluate(Operation):
    """Measures a model on a corpus. Answer: Quality."""

    op: Literal["evaluate"] = "evaluate"
    plan: TrainingPlan
    model_path: str
    corpus_path: str


class Predict(Operation):
    """Asks a model of the home's store for the classes of rows of features. Answer: Prediction."""

    op: Literal["predict"] = "predict"
    weights_sha256: str
    rows: tuple[tuple[float, ...], ...]


class Converse(Operation):
    """Says `text` to the assistant on the date `today`; a conversation is known by its name. Answer: Said."""

    op: Literal["converse"] = "converse"
    conversation: str
    text: str
    today: date


AnyOperation = Annotated[
    Inspect | Select | Initialise | Restore | Train | AggregateBegin | AggregateAdd | AggregateFinish | Evaluate | Predict | Converse,
    Field(discriminator="op"),
]


class Done(Operation):
    """Nothing to tell."""


class CorpusFacts(Operation):
    """How much a corpus holds."""

    num_examples: int


class Selection(Operation):
    """Clients, ascending."""

    clients: tuple[int, ...]


class ModelFile(Operation):
    """A model that was written: the hash of its weights, of its file, and of the file with the strategy's state, where there is one."""

    weights_sha256: str
    num_parameters: int
    size_bytes: int
    sha256: str
    state_sha256: str | None = None


class UpdateFile(Operation):
    """An encoded update that was written."""

    size_bytes: int
    sha256: str
    num_examples: int
    loss: float
    global_loss: float | None = None


class Quality(Operation):
    """A model's quality on a corpus."""

    accuracy: float
    macro_f1: float
    loss: float


class Prediction(Operation):
    """The probability of each class for each row."""

    probabilities: tuple[tuple[float, ...], ...]


class SaidStep(Operation):
    """One step that a tool did."""

    tool: str
    result: str


class SaidSource(Operation):
    """The passage of a document that an answer rests on."""

    document: str
    passage: str
    score: float


class Said(Operation):
    """The assistant's answer."""

    text: str
    intent: str
    is_refused: bool
    steps: tuple[SaidStep, ...] = ()
    sources: tuple[SaidSource, ...] = ()


class Call(Operation):
    """One request as it crosses the pipe."""

    number: int
    operation: AnyOperation


class Reply(Operation):
    """The answer to the call of the same number: a result, or an error."""

    number: int
    result: dict[str, JsonValue] | None = None
    error: ErrorReport | None = None

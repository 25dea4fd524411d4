"""What a computing process can be asked, how to ask it, and what it answers. Light to import: the numbers are crunched elsewhere."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from learning.heterogeneity.variation import Churn, Variation
from learning.plan import TrainingPlan
from tasks.computing.processes import ComputingProcesses
from tasks.data.encoded_texts import Form


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Encoded(_Value):
    """A text set behind the frozen encoder: in which form, and how its texts are dealt to the two sides."""

    form: Form
    test_fraction: float
    split_seed: int


class Skew(_Value):
    """How a data set is shared out: a Dirichlet draw over labels with concentration `alpha`, no client below `min_size`.

    Without `encoded` the data set's two sides are files of examples.
    """

    dataset: str
    alpha: float
    min_size: int
    encoded: Annotated[Encoded | None, Field(exclude_if=lambda value: value is None)] = None


class ShareOut(_Value):
    """Write each client's share of the training examples to its target file."""

    kind: Literal["share_out"] = "share_out"
    skew: Skew
    seed: int
    targets: tuple[Path, ...]


class SharedOut(_Value):
    """Sizes of the shares, and their mean label total-variation distance (0 to 1)."""

    sizes: tuple[int, ...]
    label_total_variation: float


Participation = tuple[tuple[int, ...], ...]
"""The clients that each round included."""


class Simulate(_Value):
    """Train the plan in simulation; `participation` replays a recorded run, None takes whom the plan selects."""

    kind: Literal["simulate"] = "simulate"
    skew: Skew
    plan: TrainingPlan
    participation: Participation | None = None


class Figures(_Value):
    """A model's figures on the held-out examples and on each client's own share."""

    accuracy: float
    macro_f1: float
    per_client_accuracy: tuple[float, ...]


class Simulated(_Value):
    """The simulation's final weights, by hash, and their figures; `losses` are the clients' mean ones, round by round, None for a lost round."""

    weights_sha256: str
    label_total_variation: float
    uplink_bytes: int
    duration_s: float
    losses: tuple[float | None, ...]
    figures: Figures


class Deadline(_Value):
    """When rounds end and what they cost a client: the class of each client's device, the calibrated costs, the quantile of the fp32 times."""

    devices: tuple[str, ...]
    step_s: float
    update_bytes: dict[str, int]
    quantile: float


class SimulateContest(_Value):
    """Train the plan with those whom the virtual clock lets in before the deadline."""

    kind: Literal["simulate_contest"] = "simulate_contest"
    skew: Skew
    plan: TrainingPlan
    deadline: Deadline
    variation: Variation
    churn: Churn


class ClientPart(_Value):
    """One client's part in a training; `update_l2` is the mean length of its updates that counted, 0 where none did.

    `expected_accuracy` is that on the held-out examples, each label counting as often as the client has it.
    """

    capacity: float
    num_steps: int
    asked_rounds: int
    contributed_rounds: int
    uplink_bytes: int
    update_l2: float
    expected_accuracy: float


class Contested(_Value):
    """The simulation, the deadline, and each client's part in it; `zero_client_rounds` are those that nobody contributed to."""

    simulated: Simulated
    deadline_s: float
    zero_client_rounds: int
    clients: tuple[ClientPart, ...]


class Evaluate(_Value):
    """Figures of the last of `models`, and the held-out accuracy of each."""

    kind: Literal["evaluate"] = "evaluate"
    skew: Skew
    plan: TrainingPlan
    models: tuple[Path, ...]


class Evaluated(_Value):
    """What `Evaluate` found; `curve` holds the accuracy of each model."""

    weights_sha256: str
    num_parameters: int
    figures: Figures
    curve: tuple[float, ...]


Computation = Annotated[ShareOut | Simulate | SimulateContest | Evaluate, Field(discriminator="kind")]
Result = SharedOut | Simulated | Contested | Evaluated

COMPUTATIONS: TypeAdapter[tuple[Computation, ...]] = TypeAdapter(tuple[Computation, ...])
_RESULTS: TypeAdapter[tuple[Result, ...]] = TypeAdapter(tuple[Result, ...])


def compute(*computations: ShareOut | Simulate | SimulateContest | Evaluate) -> tuple[Result, ...]:
    """The results of the computations, in order, from a process of their own; the errors of `ComputingProcesses.answer`."""
    with ComputingProcesses() as processes:
        return compute_in(processes, *computations)


def compute_in(processes: ComputingProcesses, *computations: ShareOut | Simulate | SimulateContest | Evaluate) -> tuple[Result, ...]:
    """The results of the computations, in order, from one of the processes of a block; the errors of `ComputingProcesses.answer`."""
    return _RESULTS.validate_json(processes.answer("tasks.computing.worker", given=COMPUTATIONS.dump_json(computations)))

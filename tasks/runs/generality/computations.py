"""What a generality process can be asked, and how to ask it. Light to import: the numbers are crunched elsewhere."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, JsonValue

from gates.params.classification import ClassificationParameters
from gates.params.data import TextsParameters
from gates.params.generality import GeneralityParameters
from tasks.computing.computations import Participation
from tasks.computing.processes import ComputingProcesses


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class FamilyFigures(_Value):
    """What came of one task; `score` is its part in the overall score, 0 to 1."""

    runtime_sec: float = 0.0
    metrics: dict[str, float]
    counts: dict[str, int]
    score: float
    details: dict[str, JsonValue] = {}


class Refusals(_Value):
    """How many requests were refused, of those that are out of scope (`recall`) and of all others (`false_alarm_rate`)."""

    out_of_scope: int
    out_of_scope_refused: int
    recall: float
    in_scope: int
    in_scope_refused: int
    false_alarm_rate: float


class RunSeed(_Value):
    """Run the nine tasks at one seed; `participation` says who took part in the rounds of a reference that was trained over agents."""

    seed: int
    params: GeneralityParameters
    classification: ClassificationParameters
    texts: TextsParameters
    participation: Mapping[str, Participation] = {}


class SeedRun(_Value):
    """The nine tasks at one seed; of what is not there yet, nothing.

    `paraphrases` are the assistant's families in other words; `weights` the SHA-256 of every model that was trained, by its name.
    """

    seed: int
    tasks: dict[str, FamilyFigures]
    paraphrases: dict[str, FamilyFigures]
    refusals: dict[str, Refusals]
    weights: dict[str, str]
    weights_sha256: str
    wall_clock_sec: float
    peak_rss_bytes: int

    @property
    def overall_score(self) -> float:
        """The unweighted mean of the tasks' scores."""
        return sum(task.score for task in self.tasks.values()) / len(self.tasks)


def run_seed(processes: ComputingProcesses, asked: RunSeed) -> SeedRun:
    """The nine tasks, from a fresh process of a block.

    Errors: ComputationFailedError (tasks.computation.failed) with what the process said last.
    """
    return SeedRun.model_validate_json(processes.answer("tasks.runs.generality.worker", given=asked.model_dump_json().encode()))

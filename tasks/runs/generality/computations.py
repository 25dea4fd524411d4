"""What a generality process can be asked, and how to ask it. Light to import: the numbers are crunched elsewhere."""

from collections.abc import Mapping, Sequence
from math import fsum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, JsonValue

from p2p.agent.computing.operations import Said
from tasks.computing.computations import Simulate, Simulated
from tasks.computing.processes import ComputingProcesses
from tasks.runs.classification.computations import Classify

METHODS = ("centralized", "fedavg_fp32", "fedavg_int8")
"""How each reference is trained: by one client that has all the examples, by many with full updates for one round, which says what such an
update weighs, and by many with cheap ones.
"""
OVER_AGENTS = "fedavg_int8"
"""The method that is also trained over agents."""

Simulations = dict[str, Simulate]
"""What to simulate, by method."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class TaskFigures(_Value):
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


class Dialogue(_Value):
    """One conversation: what is said in it, and what the assistant in the process replies."""

    texts: tuple[str, ...]
    replies: tuple[Said, ...]


class RunSeed(_Value):
    """Run the nine tasks at one seed: how to train the assistant's router, which texts to classify, and what to simulate for each reference.

    `top_k` is the k of recall at k. An assistant for the dialogues is written into `home`, the assistant's folder of an agent's, where one is named.
    """

    seed: int
    top_k: int
    router: Simulate
    classify: Classify
    references: dict[str, Simulations]
    home: Path | None = None


class SeedRun(_Value):
    """The nine tasks at one seed.

    `paraphrases` are the assistant's families in other words; `weights` the SHA-256 of every model that was trained, by its name; `twins`
    what each reference's method over agents ends in; `dialogues` what the assistant in an agent's home will be asked, by the task.
    """

    seed: int
    tasks: dict[str, TaskFigures]
    paraphrases: dict[str, TaskFigures]
    refusals: dict[str, Refusals]
    weights: dict[str, str]
    weights_sha256: str
    twins: dict[str, Simulated]
    dialogues: dict[str, Dialogue] = {}
    wall_clock_sec: float
    peak_rss_bytes: int

    @property
    def overall_score(self) -> float:
        """The unweighted mean of the tasks' scores."""
        return fsum(task.score for task in self.tasks.values()) / len(self.tasks)


class RunPublic(_Value):
    """Run the tasks on public data: the heads by the names of their fields, and from which nearness on a function is called.

    `max_false_alarms` is the share of validation texts in scope that may be told to be out of it.
    """

    heads: Simulations
    call_nearness: float
    max_false_alarms: float


class PublicRun(_Value):
    """The figures of the public tasks by field, and the SHA-256 of the heads' weights."""

    fields: dict[str, dict[str, float]]
    weights: dict[str, str]


def share(verdicts: Sequence[bool]) -> float:
    """How many of them are true, 0 to 1."""
    return sum(verdicts) / len(verdicts)


def reference_figures(asked: Simulations, simulated: Mapping[str, Simulated]) -> TaskFigures:
    """How much accuracy cheap updates cost against centralised training, and how many bytes one saves against a full one."""
    accuracy = {method: simulated[method].figures.accuracy for method in ("centralized", OVER_AGENTS)}
    size = {one.plan.codec: simulated[method].uplink_bytes / num_updates(one) for method, one in asked.items() if method != "centralized"}
    return TaskFigures(
        runtime_sec=fsum(found.duration_s for found in simulated.values()),
        metrics={
            "int8_accuracy_drop": accuracy["centralized"] - accuracy[OVER_AGENTS],
            "int8_comm_savings_percent": (1 - size["int8"] / size["fp32"]) * 100,
            **{f"{method}_accuracy": value for method, value in accuracy.items()},
        },
        counts={f"{codec}_update_bytes": round(value) for codec, value in size.items()},
        score=accuracy[OVER_AGENTS],
    )


def num_updates(asked: Simulate) -> int:
    """How many updates a training's clients send, of those that took part."""
    if asked.participation is not None:
        return sum(len(included) for included in asked.participation)
    return asked.plan.num_rounds * asked.plan.clients_per_round


def run_seed(processes: ComputingProcesses, asked: RunSeed) -> SeedRun:
    """The nine tasks, from a fresh process of a block.

    Errors: ComputationFailedError (tasks.computation.failed) with what the process said last.
    """
    return SeedRun.model_validate_json(processes.answer("tasks.runs.generality.worker", given=asked.model_dump_json().encode()))


def run_public(processes: ComputingProcesses, asked: RunPublic) -> PublicRun:
    """The tasks on public data, from a process of a block; the errors of `run_seed`."""
    return PublicRun.model_validate_json(processes.answer("tasks.runs.generality.public", given=asked.model_dump_json().encode()))

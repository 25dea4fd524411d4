"""`generality_metrics.json`: one assistant, nine unlike tasks."""

from pydantic import JsonValue

from gates.artifacts.fields import (
    Artifact,
    Count,
    Difference,
    Fraction,
    HexDigest,
    NonNegative,
    Percent,
    Positive,
    PositiveCount,
    Seed,
    Utc,
    Version1,
)
from gates.artifacts.over_agents import OverAgents

SCHEMA_VERSION = 1


class GeneralityConfig(Artifact):
    """What was run."""

    seed: Seed
    top_k: PositiveCount
    include_distributed_reference: bool
    include_adapter_reference: bool


class Task(Artifact):
    """What every task has; `score` is its part in the overall score."""

    runtime_sec: NonNegative
    counts: dict[str, Count]
    score: Fraction
    details: JsonValue


class LabelFigures(Artifact):
    """Texts that were given their label."""

    accuracy: Fraction
    macro_f1: Fraction


class RankFigures(Artifact):
    """Documents that were found."""

    recall_at_1: Fraction
    mrr: Fraction


class CaseFigures(Artifact):
    """Cases that passed."""

    pass_rate: Fraction


class ChainFigures(CaseFigures):
    """Steps that passed, and whole chains of them."""

    chain_pass_rate: Fraction


class ReferenceFigures(Artifact):
    """Federated against centralised training."""

    int8_accuracy_drop: Difference
    int8_comm_savings_percent: Percent


class LabelTask(Task):
    """A task that is scored by labels."""

    metrics: LabelFigures


class RankTask(Task):
    """A task that is scored by ranks."""

    metrics: RankFigures


class CaseTask(Task):
    """A task that is scored by cases."""

    metrics: CaseFigures


class ChainTask(Task):
    """A task that is scored by chains of steps."""

    metrics: ChainFigures


class ReferenceTask(Task):
    """Training that is held against its centralised reference."""

    metrics: ReferenceFigures


class Tasks(Artifact):
    """The nine tasks."""

    classification: LabelTask
    retrieval: RankTask
    long_context_retrieval: RankTask
    instruction_following: CaseTask
    conversation_continuity: CaseTask
    tool_use: CaseTask
    multi_step_tool_use: ChainTask
    distributed_reference: ReferenceTask
    adapter_reference: ReferenceTask


class Aggregate(Artifact):
    """The overall score is the unweighted mean of the tasks' scores."""

    task_count: PositiveCount
    task_scores: dict[str, Fraction]
    overall_score: Fraction
    runtime_total_sec: NonNegative


class Resources(Artifact):
    """What the whole run took."""

    total_wall_clock_sec: NonNegative
    peak_rss_bytes: PositiveCount


class Reworded(Artifact):
    """A task's cases in other words."""

    score: Fraction


class Paraphrases(Artifact):
    """The cases' tasks in other words; `drop` is what their mean score loses."""

    tasks: dict[str, Reworded]
    drop: Difference


class Refusals(Artifact):
    """The share of what is out of scope that was refused, and of everything else."""

    recall: Fraction
    false_alarm_rate: Fraction


class Dialogue(Artifact):
    """One case asked by an agent of another's assistant, and its twin: the same assistant in a process of the gate."""

    turns: PositiveCount
    replies_sha256: HexDigest
    twin_replies_sha256: HexDigest


class CallFigures(Artifact):
    """Functions that were called right, and requests that were rightly taken on or refused; `relevance` is the mean of these two."""

    call_accuracy: Fraction
    choice_accuracy: Fraction
    relevance: Fraction
    taken_on: Fraction
    refused: Fraction
    requests: Positive


class Public(Artifact):
    """The tasks on public data, which are no part of the overall score."""

    tool_selection: LabelFigures
    banking: LabelFigures
    function_calls: CallFigures
    out_of_scope: Refusals


class GeneralityMetrics(OverAgents):
    """The generality gate's artifact.

    `refusals` are by wording, `weights` the SHA-256 of every model that was trained, `dialogues` over agents and by the task.
    """

    schema_version: Version1
    generated_utc: Utc
    config: GeneralityConfig
    tasks: Tasks
    aggregate: Aggregate
    resources: Resources
    public: Public | None = None
    paraphrases: Paraphrases | None = None
    refusals: dict[str, Refusals] | None = None
    weights: dict[str, HexDigest] | None = None
    dialogues: dict[str, Dialogue] | None = None

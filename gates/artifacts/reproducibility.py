"""`reproducibility_metrics.json`: generality over several seeds."""

from typing import Annotated

from pydantic import Field

from gates.artifacts.fields import Artifact, Difference, Fraction, HexDigest, NonNegative, Percent, PositiveCount, Seed, Version1
from gates.artifacts.over_agents import OverAgents

SCHEMA_VERSION = 1


class ReproducibilityConfig(Artifact):
    """What was run."""

    seeds: Annotated[tuple[Seed, ...], Field(min_length=1)]


class ReproducibilityRun(Artifact):
    """One seed, flat; `weights_sha256` is of the weights that it trained."""

    seed: Seed
    overall_score: Fraction
    classification_accuracy: Fraction
    classification_macro_f1: Fraction
    retrieval_recall_at_1: Fraction
    retrieval_mrr: Fraction
    long_context_recall_at_1: Fraction
    long_context_mrr: Fraction
    instruction_pass_rate: Fraction
    conversation_pass_rate: Fraction
    tool_pass_rate: Fraction
    multi_step_tool_pass_rate: Fraction
    multi_step_tool_chain_pass_rate: Fraction
    int8_accuracy_drop: Difference
    int8_comm_savings_percent: Percent
    adapter_int8_accuracy_drop: Difference
    adapter_int8_comm_savings_percent: Percent
    total_wall_clock_sec: NonNegative | None = None
    weights_sha256: HexDigest | None = None


METRICS = tuple(name for name in ReproducibilityRun.model_fields if name not in ("seed", "weights_sha256"))
"""What is summarised over the seeds."""


class Spread(Artifact):
    """One metric over the seeds; the deviation is the population's."""

    mean: float
    std: NonNegative
    min: float
    max: float


class Rerun(Artifact):
    """One seed run again in a fresh process."""

    seed: Seed
    weights_sha256: HexDigest


class ReproducibilityMetrics(OverAgents):
    """The reproducibility gate's artifact; the judge asks for a spread of every metric of the runs."""

    schema_version: Version1
    config: ReproducibilityConfig
    run_count: PositiveCount
    runs: tuple[ReproducibilityRun, ...]
    summary: dict[str, Spread]
    rerun: Rerun | None = None

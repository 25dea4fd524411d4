"""`classification_metrics.json`: how well, and how fast, a text is given its label."""

from typing import Annotated

from pydantic import Field

from gates.artifacts.fields import Artifact, Count, Fraction, NonNegative, Positive, PositiveCount, Seed, Text, Version1
from gates.artifacts.over_agents import OverAgents

SCHEMA_VERSION = 1


class ClassificationConfig(Artifact):
    """What was run."""

    seed: Seed
    samples_per_label: PositiveCount
    test_fraction: Fraction
    steps: PositiveCount
    learning_rate: Positive
    tokenizer: Text
    vectorizer: Text
    model: Text


class ClassificationCounts(Artifact):
    """The data: the labels by name.

    `near_duplicates` are test texts that are at least `near_duplicate_similarity` like a training text, of the seed that has most of them;
    `near_duplicates_removed` training texts were left out for that.
    """

    labels: Annotated[tuple[Text, ...], Field(min_length=1)]
    train_samples: PositiveCount
    test_samples: PositiveCount
    vocabulary_size: PositiveCount
    near_duplicates: Count | None = None
    near_duplicates_removed: Count | None = None


class ClassificationFigures(Artifact):
    """What was measured; the run time is that of the classifier's fit, the latency that of one text."""

    accuracy: Fraction
    macro_f1: Fraction
    per_label_f1: dict[str, Fraction]
    train_runtime_sec: NonNegative
    latency_mean_ms: NonNegative
    latency_p95_ms: NonNegative


class ClassificationSeed(Artifact):
    """The same for one seed's split."""

    seed: Seed
    accuracy: Fraction
    macro_f1: Fraction


class ClassificationMetrics(OverAgents):
    """The classification gate's artifact; where `seeds` are told, the metrics are their means."""

    schema_version: Version1
    config: ClassificationConfig
    counts: ClassificationCounts
    metrics: ClassificationFigures
    seeds: tuple[ClassificationSeed, ...] | None = None
    near_duplicate_similarity: Fraction | None = None

"""`retrieval_metrics.json`: how well, and how fast, a document is found."""

from pydantic import JsonValue

from gates.artifacts.fields import Artifact, Fraction, NonNegative, PositiveCount, Version1

SCHEMA_VERSION = 1


class RetrievalCounts(Artifact):
    """The data."""

    documents: PositiveCount
    queries: PositiveCount
    vocabulary_size: PositiveCount


class RetrievalFigures(Artifact):
    """What was measured; the latency is that of one query."""

    recall_at_1: Fraction
    recall_at_k: Fraction
    mrr: Fraction
    latency_mean_ms: NonNegative
    latency_p95_ms: NonNegative


class RetrievalMetrics(Artifact):
    """The retrieval baseline's artifact."""

    schema_version: Version1
    config: dict[str, JsonValue]
    counts: RetrievalCounts
    metrics: RetrievalFigures

"""Is a text given its label well and fast, on data whose test texts are not among the training texts?"""

import math
from collections.abc import Mapping

from pydantic import JsonValue

from gates.artifacts.classification import SCHEMA_VERSION, ClassificationMetrics
from gates.params.limits.classification import CLASSIFICATION_FLOORS, ClassificationLimits
from gates.verdicts.judge import Judge
from gates.verdicts.judgement import Judgement
from gates.verdicts.lookup import finite_number
from gates.verdicts.runs import judge_agents
from gates.verdicts.verdict import Verdict

_NEAR_DUPLICATES = "counts.near_duplicates"


def judge_classification(artifact: Mapping[str, JsonValue], limits: ClassificationLimits) -> Verdict:
    """The verdict on `classification_metrics.json` as plain JSON."""
    judge = Judge("classification", artifact)
    judge.equals("schema_version", SCHEMA_VERSION)
    judge.hold(("metrics.accuracy", ">=", limits.min_accuracy))
    judge.consistent("metrics.macro_f1", _macro_f1(judge))
    judge.hold(
        ("metrics.macro_f1", ">=", limits.min_macro_f1),
        ("metrics.train_runtime_sec", "<=", limits.max_train_runtime_sec),
        ("metrics.latency_mean_ms", "<=", limits.max_latency_mean_ms),
        ("metrics.latency_p95_ms", "<=", None),
    )
    labels = {str(label) for label in judge.items("counts.labels")}
    if len(labels) != judge.count("counts.labels"):
        judge.fail("counts.labels", "a label is repeated", "==", None)
    judge.derived("counts.labels", len(labels), ">=", limits.min_labels)
    _judge_near_duplicates(judge, limits.max_near_duplicates)
    if limits.min_seeds is not None or judge.has("seeds"):
        _judge_seeds(judge, limits.min_seeds)
    judge_agents(judge, is_required=limits.require_agents)
    judge.model(ClassificationMetrics)
    return judge.verdict()


def _judge_near_duplicates(judge: Judge, maximum: int | None) -> None:
    """No seed's test texts are among its training texts; how alike two texts are that count as the same is said beside it."""
    judge.hold_additive((_NEAR_DUPLICATES, "<=", maximum))
    if judge.has(_NEAR_DUPLICATES) or maximum is not None:
        judge.derived("near_duplicate_similarity", judge.number("near_duplicate_similarity"), "<=", None)


def _judge_seeds(judge: Judge, minimum: int | None) -> None:
    """The metrics are the means over different seeds, of which there are enough."""
    seeds = [f"seeds[{index}]" for index in range(judge.count("seeds"))]
    judge.derived("seeds", len({judge.number(f"{seed}.seed") for seed in seeds}), ">=", minimum)
    for metric in ("accuracy", "macro_f1"):
        figures = judge.numbers(f"{seed}.{metric}" for seed in seeds)
        judge.consistent(f"metrics.{metric}", math.fsum(figures) / len(figures) if figures else None)


def _macro_f1(judge: Judge) -> float | None:
    """The unweighted mean over the labels; None where a label has no figure, or a figure no label."""
    labels = judge.items("counts.labels")
    found = judge.value("metrics.per_label_f1")
    if not isinstance(found, Mapping) or set(found) != set(map(str, labels)):
        return None
    figures = [number for value in found.values() if (number := finite_number(value)) is not None]
    return math.fsum(figures) / len(figures) if figures and len(figures) == len(labels) else None


CLASSIFICATION_JUDGEMENT = Judgement("Classification metrics summary", SCHEMA_VERSION, CLASSIFICATION_FLOORS, judge_classification)

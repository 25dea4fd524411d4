"""Limits of the classification gate."""

from core.parameters import Parameters
from gates.params.limits.bounds import Count, Fraction, NonNegative, PositiveCount


class ClassificationLimits(Parameters):
    """`max_train_runtime_sec` is for the fit of the classifier, `max_near_duplicates` for test texts that are near a training text."""

    min_accuracy: Fraction | None
    min_macro_f1: Fraction | None
    max_train_runtime_sec: NonNegative | None
    max_latency_mean_ms: NonNegative | None
    min_labels: PositiveCount | None
    min_seeds: PositiveCount | None
    max_near_duplicates: Count | None
    require_agents: bool


CLASSIFICATION_FLOORS = ClassificationLimits(
    min_accuracy=0.85,
    min_macro_f1=0.85,
    max_train_runtime_sec=2.0,
    max_latency_mean_ms=1.0,
    min_labels=2,
    min_seeds=None,
    max_near_duplicates=None,
    require_agents=False,
)

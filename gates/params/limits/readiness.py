"""Limits of the readiness check."""

from core.parameters import Parameters
from gates.params.limits.bounds import Count


class ReadinessLimits(Parameters):
    """How much may be missing, and how much of the goal tree must be done."""

    require_fairness: bool
    require_all_goals_done: bool
    max_missing_metrics: Count
    max_missing_docs: Count
    min_completed_goals: Count | None
    min_completed_required_sub_goals: Count | None


READINESS_FLOORS = ReadinessLimits(
    require_fairness=False,
    require_all_goals_done=False,
    max_missing_metrics=0,
    max_missing_docs=0,
    min_completed_goals=None,
    min_completed_required_sub_goals=None,
)

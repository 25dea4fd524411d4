"""Limits of the smoke gate."""

from core.parameters import Parameters
from gates.params.limits.bounds import Fraction, PositiveCount


class SmokeLimits(Parameters):
    """Limits of the smoke gate; null reports a metric without judging it.

    `require_deadline` wants a run with fairness to tell who was in time in its deadline scenario.
    """

    require_fairness: bool
    require_deadline: bool
    min_accuracy: Fraction | None
    max_int8_drop_mean: Fraction | None
    max_uplink_ratio: Fraction | None
    min_num_parameters: PositiveCount | None
    min_label_total_variation: Fraction | None
    min_num_seeds: PositiveCount | None


SMOKE_FLOORS = SmokeLimits(
    require_fairness=True,
    require_deadline=False,
    min_accuracy=None,
    max_int8_drop_mean=None,
    max_uplink_ratio=None,
    min_num_parameters=None,
    min_label_total_variation=None,
    min_num_seeds=None,
)
"""The contract asks of smoke that it is ok with fairness; every other figure is our own limit."""

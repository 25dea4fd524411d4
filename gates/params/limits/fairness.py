"""Limits of the two fairness gates: what int8 updates gain over fp32 ones."""

from core.parameters import Parameters
from gates.params.limits.bounds import Difference, Fraction


class FairnessLimits(Parameters):
    """`require_accuracy_fairness` wants a fair strategy whose worst clients are above FedAvg's at an equal mean.

    `max_participation_difference` is between the virtual clock's prediction and the trial over real agents.
    """

    min_int8_jain_improvement: Difference | None
    min_int8_contributed_clients_gain: float | None
    require_accuracy_fairness: bool
    max_fair_accuracy_difference: Fraction | None
    max_participation_difference: Fraction | None


class UtilityFairnessLimits(Parameters):
    """Each holds for every scenario; `min_churn_rate` wants one scenario of every deadline with so much churn.

    `max_participation_difference` is between the virtual clock's prediction and the trial over real agents.
    """

    min_int8_jain_improvement: Difference | None
    min_int8_contributed_clients_gain: float | None
    min_int8_gap_improvement: Difference | None
    min_churn_rate: Fraction | None
    max_participation_difference: Fraction | None


FAIRNESS_FLOORS = FairnessLimits(
    min_int8_jain_improvement=0.05,
    min_int8_contributed_clients_gain=0.5,
    require_accuracy_fairness=False,
    max_fair_accuracy_difference=None,
    max_participation_difference=None,
)
UTILITY_FAIRNESS_FLOORS = UtilityFairnessLimits(
    min_int8_jain_improvement=0.05,
    min_int8_contributed_clients_gain=0.5,
    min_int8_gap_improvement=0.05,
    min_churn_rate=None,
    max_participation_difference=None,
)

"""Limits of the fairness gate: what int8 updates gain over fp32 ones, and a fair strategy over federated averaging."""

from core.parameters import Parameters
from gates.params.limits.bounds import Difference, Fraction


class FairnessLimits(Parameters):
    """`require_accuracy_fairness` wants a fair strategy whose worst clients are above FedAvg's at an equal mean.

    `max_contribution_difference` is between the virtual clock's prediction and the trial over real agents, as a share of the
    contributions that were foreseen or seen, in the worst method.
    """

    min_int8_jain_improvement: Difference | None
    min_int8_contributed_clients_gain: float | None
    require_accuracy_fairness: bool
    max_fair_accuracy_difference: Fraction | None
    max_contribution_difference: Fraction | None


FAIRNESS_FLOORS = FairnessLimits(
    min_int8_jain_improvement=0.05,
    min_int8_contributed_clients_gain=0.5,
    require_accuracy_fairness=False,
    max_fair_accuracy_difference=None,
    max_contribution_difference=None,
)

"""Limits of the utility fairness gate: what int8 updates gain over fp32 ones in every scenario."""

from core.parameters import Parameters
from gates.params.limits.bounds import Difference, Fraction


class UtilityFairnessLimits(Parameters):
    """Each holds for every scenario; `min_churn_rate` wants one scenario of every deadline with so much churn.

    `require_all_deadlines` wants scenarios at each of the contract's quantiles of the fp32 completion times: 40%, 50% and 60%.
    `max_contribution_difference` is between the virtual clock's prediction and the trial over real agents, as a share of the
    contributions that were foreseen or seen, in the worst method.
    """

    min_int8_jain_improvement: Difference | None
    min_int8_contributed_clients_gain: float | None
    min_int8_gap_improvement: Difference | None
    min_churn_rate: Fraction | None
    require_all_deadlines: bool
    max_contribution_difference: Fraction | None


UTILITY_FAIRNESS_FLOORS = UtilityFairnessLimits(
    min_int8_jain_improvement=0.05,
    min_int8_contributed_clients_gain=0.5,
    min_int8_gap_improvement=0.05,
    min_churn_rate=None,
    require_all_deadlines=False,
    max_contribution_difference=None,
)

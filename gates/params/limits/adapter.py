"""Limits of the adapter gate."""

from core.parameters import Parameters
from gates.params.limits.bounds import Fraction, Percent, PositiveCount


class AdapterLimits(Parameters):
    """A drop is the centralised accuracy minus that of a federated method, means over the seeds."""

    min_centralized_accuracy: Fraction | None
    max_int8_accuracy_drop: Fraction | None
    min_int8_comm_savings: Percent | None
    min_adapter_vs_full_savings: Percent | None
    min_seeds: PositiveCount | None
    require_agents: bool


ADAPTER_FLOORS = AdapterLimits(
    min_centralized_accuracy=0.70,
    max_int8_accuracy_drop=0.15,
    min_int8_comm_savings=35.0,
    min_adapter_vs_full_savings=None,
    min_seeds=None,
    require_agents=False,
)

"""Limits of the baseline gate."""

from core.parameters import Parameters
from gates.params.limits.bounds import Fraction, Percent, PositiveCount


class BaselineLimits(Parameters):
    """A drop is the centralised accuracy minus that of a federated method; drops and the skew of the labels are means over the seeds."""

    max_accuracy_drop: Fraction | None
    min_int8_accuracy: Fraction | None
    min_comm_reduction: Percent | None
    min_sparse_comm_reduction: Percent | None
    max_sparse_accuracy_drop: Fraction | None
    min_seeds: PositiveCount | None
    min_num_parameters: PositiveCount | None
    min_label_total_variation: Fraction | None
    require_agents: bool


BASELINE_FLOORS = BaselineLimits(
    max_accuracy_drop=0.03,
    min_int8_accuracy=0.82,
    min_comm_reduction=50.0,
    min_sparse_comm_reduction=None,
    max_sparse_accuracy_drop=None,
    min_seeds=None,
    min_num_parameters=None,
    min_label_total_variation=None,
    require_agents=False,
)

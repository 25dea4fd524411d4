"""The ways of training that the adapter gate compares: each with an adapter, and beside it the head alone."""

from gates.params.adapter import AdapterParameters, Kind, centralized_plan, federated_plan
from learning.plan import TrainingPlan
from tasks.runs.methods import CENTRALIZED

CODECS = {"fedavg_fp32": "fp32", "fedavg_int8": "int8", "fedavg_sparse": "topk2b-5pct"}
"""Federated method to its codec; the centralised one is a single client with all the texts."""
METHODS = (CENTRALIZED, *CODECS)
OVER_AGENTS = ("fedavg_int8",)
AT_A_TIME = 3
"""Processes, of a seed each: three seeds that share two cores are done sooner than two and then one."""


def head_only(method: str) -> str:
    """The method without an adapter that stands beside `method`."""
    return f"{method}_head_only"


ALL_METHODS = tuple(name for method in METHODS for name in (method, head_only(method)))


def kind_of(name: str) -> Kind:
    """What a method trains."""
    return "adapter" if name in METHODS else "head_only"


def plan_of(name: str, params: AdapterParameters, seed: int) -> TrainingPlan:
    """The training of one method at one seed."""
    method, kind = name.removesuffix(head_only("")), kind_of(name)
    if method == CENTRALIZED:
        return centralized_plan(kind, params, seed)
    return federated_plan(kind, params, CODECS[method], seed)

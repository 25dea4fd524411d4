"""A valid artifact brought just past one limit, whatever kind of figure the limit holds."""

import copy

from gates.verdicts.verdict import MetricRow
from tests.gates.mutations import at, put


def just_past(artifact: dict, row: MetricRow) -> dict:
    """The artifact with the figure of `row` just past its limit; KeyError where nobody has said how to get it there."""
    value, limit = at(artifact, row.metric), row.limit
    if isinstance(value, int | float) and not isinstance(value, bool):
        return put(artifact, row.metric, _beyond(row, is_whole=isinstance(value, int)))
    if isinstance(value, list):
        return put(artifact, row.metric, value[: int(limit) - 1] if row.comparison == ">=" else ["a file"] * (int(limit) + 1))
    name = row.metric.partition("].")[2] or row.metric.partition(" at ")[0]
    return DERIVED[name](artifact, _beyond(row, is_whole=False), row.metric)


def _beyond(row: MetricRow, *, is_whole: bool) -> float:
    if row.comparison == ">":
        return 0 if is_whole else 0.0
    step = 1 if is_whole else max(1e-6, abs(row.limit) * 1e-6)
    return row.limit - step if row.comparison == ">=" else row.limit + step


def _drop_of(method: str):
    def change(artifact: dict, target: float, _: str) -> dict:
        return put(artifact, f"methods.{method}.accuracy_mean", artifact["methods"]["centralized"]["accuracy_mean"] - target)

    return change


def _gain(figure: str, sign: int = 1):
    def change(artifact: dict, target: float, metric: str) -> dict:
        within = metric.rpartition(".")[0] + "." if "." in metric else ""
        fp32 = at(artifact, f"{within}methods.fedavg_fp32.fairness.{figure}")
        return put(artifact, f"{within}methods.fedavg_int8.fairness.{figure}", fp32 + sign * target)

    return change


def _fair(field: str, reference: str):
    def change(artifact: dict, target: float, _: str) -> dict:
        return put(artifact, f"methods.qffl.{field}", at(artifact, f"methods.fedavg_fp32.{reference}") + target)

    return change


def _churn(artifact: dict, target: float, metric: str) -> dict:
    artifact = copy.deepcopy(artifact)
    for scenario in artifact["scenarios"]:
        if metric.endswith(f" {scenario['config']['round_deadline']}"):
            scenario["churn_rate"] = target
    return artifact


def _every_node(**fields: object):
    def change(artifact: dict, _: float, __: str) -> dict:
        return artifact | {"nodes": [{**node, **fields} for node in artifact["nodes"]]}

    return change


DERIVED = {
    "int8_accuracy_drop": _drop_of("fedavg_int8"),
    "sparse_accuracy_drop": _drop_of("fedavg_sparse"),
    "agents": lambda artifact, _, __: artifact | {"agents": {"seed": 0}},
    "int8_jain_improvement": _gain("contribution_jain_index_mean"),
    "int8_contributed_clients_gain": _gain("contributed_clients_per_round_mean_mean"),
    "int8_gap_improvement": _gain("contribution_rate_gap_mean", -1),
    "int8_slowest_fastest_ratio_gain": _gain("slowest_fastest_contribution_ratio_mean"),
    "fair_worst_decile_accuracy_gain": _fair("fairness.worst_decile_accuracy", "fairness.worst_decile_accuracy"),
    "fair_accuracy_difference": _fair("accuracy_mean", "accuracy_mean"),
    "churn_rate": _churn,
    "trial.methods": lambda artifact, _, __: put(artifact, "trial.methods", {"fedavg_int8": artifact["trial"]["methods"]["fedavg_int8"]}),
    "fairness.late_contributions": lambda artifact, _, __: put(artifact, "fairness.participation[0]", [0, 3]),
    "fairness.contributions_least": lambda artifact, _, __: put(artifact, "fairness.participation[0]", []),
    "node_count": lambda artifact, _, __: artifact | {"nodes": artifact["nodes"][:4]},
    "passed_count": _every_node(onboarding_status="pending"),
    "distinct_regions": _every_node(region="eu"),
    "distinct_hardware_tiers": _every_node(hardware_tier="laptop"),
    "distinct_network_tiers": _every_node(network_tier="dsl"),
    "unknown_region_ratio": _every_node(region="unknown"),
}
"""How to bring a figure that the judge computes to a target: artifact, target, metric → artifact."""

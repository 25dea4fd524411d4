"""The figures of trainings under a deadline: the rows of each, and what an artifact says of all seeds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, cast

import numpy as np
from pydantic import JsonValue

from learning.fairness.accuracy import accuracy_fairness
from learning.fairness.contribution import ContributionCounts, contribution_fairness
from tasks.computing.computations import Contested
from tasks.reports.figures import client_figure
from tasks.reports.frames import Measured, means_and_stds, means_by_client

if TYPE_CHECKING:
    import pandas as pd

_CLIENT = "client."
_WORST = "worst_decile_accuracy"
_FAIRNESS = (
    "participation_rate_gap", "contribution_rate_gap", "completion_rate_gap", "contribution_jain_index",
    "capacity_contribution_correlation", "slowest_fastest_contribution_ratio", "contributed_clients_per_round_mean",
)  # fmt: skip
_METHOD_FIELDS = (
    ("accuracy", "accuracy_mean", "accuracy_std"),
    ("macro_f1", "macro_f1_mean", "macro_f1_std"),
    ("duration_s", "runtime_mean_sec", "runtime_std_sec"),
    ("uplink_bytes", "uplink_mean_bytes", "uplink_std_bytes"),
    ("participation_rate", "participation_rate_mean", "participation_rate_std"),
    ("zero_client_rounds", "zero_client_rounds_mean", "zero_client_rounds_std"),
)
"""Each metric with the names of its mean and its deviation."""
_CLIENT_MEANS = (
    "selected_rounds", "contributed_rounds", "participation_rate", "contribution_rate", "completion_rate", "uplink_share", "update_l2",
)  # fmt: skip


def measured_contest(found: Contested, method: str, seed: int) -> Iterator[Measured]:
    """The rows of one training."""
    for metric, value in (_of_run(found) | _of_fairness(found)).items():
        yield Measured(method, metric, value, seed=seed)
    for index, loss in enumerate(found.simulated.losses):
        if loss is not None:
            yield Measured(method, "loss", loss, seed=seed, round=index)
    for client, figures in enumerate(_of_clients(found)):
        for metric, value in figures.items():
            yield Measured(method, _CLIENT + metric, value, seed=seed, client=client)


def method_fields(frame: "pd.DataFrame", name: str) -> dict[str, JsonValue]:
    """Accuracy, runtime, bytes and participation of one label, over the seeds."""
    fields: dict[str, JsonValue] = {}
    for metric, mean_field, std_field in _METHOD_FIELDS:
        fields[mean_field], fields[std_field] = means_and_stds(frame, metric)[name]
    return fields


def fairness_fields(frame: "pd.DataFrame", name: str) -> dict[str, JsonValue]:
    """The blocks `fairness` and `fairness_clients` of one label, over the seeds."""
    fairness: dict[str, JsonValue] = {}
    for metric in _FAIRNESS:
        mean, std = means_and_stds(frame, metric)[name]
        fairness |= {f"{metric}_mean": mean, f"{metric}_std": std}
    mean, std = means_and_stds(frame, _WORST)[name]
    fairness |= {_WORST: mean, f"{_WORST}_std": std, "client_accuracy_mean": means_and_stds(frame, "client_accuracy_mean")[name][0]}
    return {"fairness": fairness, "fairness_clients": _client_fields(frame, name)}


def _client_fields(frame: "pd.DataFrame", name: str) -> list[JsonValue]:
    means = {metric: means_by_client(frame, name, _CLIENT + metric) for metric in ("capacity", "expected_accuracy", *_CLIENT_MEANS)}
    return [
        {
            "client_index": client,
            "capacity": capacity,
            **{f"{metric}_mean": means[metric][client] for metric in _CLIENT_MEANS},
            "expected_accuracy_mean": means["expected_accuracy"][client],
        }
        for client, capacity in means["capacity"].items()
    ]


def _of_run(found: Contested) -> dict[str, float]:
    figures = found.simulated.figures
    asked, contributed = (
        sum(counts) for counts in zip(*((one.asked_rounds, one.contributed_rounds) for one in found.clients), strict=True)
    )
    return {
        "accuracy": figures.accuracy,
        "macro_f1": figures.macro_f1,
        "duration_s": found.simulated.duration_s,
        "uplink_bytes": 0 if len(found.clients) == 1 else found.simulated.uplink_bytes,  # who trains alone sends nothing
        "label_total_variation": found.simulated.label_total_variation,
        "deadline_s": found.deadline_s,
        "local_steps": sum(one.num_steps for one in found.clients) / len(found.clients),
        "participation_rate": contributed / max(asked, 1),
        "zero_client_rounds": found.zero_client_rounds,
    }


def _of_fairness(found: Contested) -> dict[str, float]:
    fairness = contribution_fairness(_counts(found), [one.capacity for one in found.clients])
    served = accuracy_fairness([one.expected_accuracy for one in found.clients])
    return {**asdict(fairness), _WORST: served.worst_decile, "client_accuracy_mean": served.mean}


def _of_clients(found: Contested) -> Iterator[dict[str, float]]:
    counts, uplink_bytes = _counts(found), found.simulated.uplink_bytes
    for client, part in enumerate(found.clients):
        yield {
            "capacity": part.capacity,
            "expected_accuracy": part.expected_accuracy,
            "selected_rounds": part.asked_rounds,
            "contributed_rounds": part.contributed_rounds,
            "participation_rate": float(counts.participation_rates_C[client]),
            "contribution_rate": float(counts.contribution_rates_C[client]),
            "completion_rate": float(counts.completion_rates_C[client]),
            "uplink_share": part.uplink_bytes / max(uplink_bytes, 1),
            "update_l2": part.update_l2,
        }


def _counts(found: Contested) -> ContributionCounts:
    asked_C, contributed_C = np.array([(one.asked_rounds, one.contributed_rounds) for one in found.clients], dtype=np.int64).T
    return ContributionCounts(asked_C, contributed_C, len(found.simulated.losses))


def saving_percent(methods: Mapping[str, JsonValue], method: str) -> float:
    """How many percent fewer bytes a method sends than fp32."""
    uplink = {name: cast("dict[str, float]", methods[name])["uplink_mean_bytes"] for name in (method, "fedavg_fp32")}
    return (1 - uplink[method] / uplink["fedavg_fp32"]) * 100


def contribution_figure(title: str, frame: "pd.DataFrame", labels: Mapping[str, str], fleet: Sequence[str]) -> bytes:
    """The contribution rate of each client under each of the labels; none yet where nothing was simulated."""
    rates = {method: list(means_by_client(frame, name, _CLIENT + "contribution_rate").values()) for method, name in labels.items()}
    return client_figure(title, rates, fleet, "share of the rounds contributed to")

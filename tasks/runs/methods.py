"""Ways of training that a gate compares: every seed and method simulated, as rows of the frame and as fields of the artifact."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from pydantic import JsonValue

from tasks.computing.computations import Simulated
from tasks.reports.frames import Measured, means_and_stds

if TYPE_CHECKING:
    import pandas as pd

CENTRALIZED = "centralized"
SimulatedMethods = Mapping[tuple[int, str], Simulated]
"""What was simulated, by seed and method."""

_FIELDS = {"accuracy": "accuracy_{}", "macro_f1": "macro_f1_{}", "duration_s": "runtime_{}_sec", "uplink_bytes": "uplink_{}_bytes"}
"""What the artifact calls the mean and the deviation of a metric of the frame."""


def in_order(simulated: SimulatedMethods, seeds: Sequence[int], methods: Sequence[str]) -> Iterator[tuple[int, str, Simulated]]:
    """What is simulated so far, in the order of seeds and methods: sums must not depend on which process ended first."""
    for seed, method in product(seeds, methods):
        if (seed, method) in simulated:
            yield seed, method, simulated[seed, method]


def measured_of(seed: int, method: str, found: Simulated) -> Iterator[Measured]:
    """Every value of one simulation; a centralised one sends nothing."""
    uplink_bytes = 0 if method.startswith(CENTRALIZED) else found.uplink_bytes
    yield Measured(method, "accuracy", found.figures.accuracy, seed=seed)
    yield Measured(method, "macro_f1", found.figures.macro_f1, seed=seed)
    yield Measured(method, "duration_s", found.duration_s, seed=seed)
    yield Measured(method, "uplink_bytes", uplink_bytes, seed=seed)
    yield Measured(method, "label_total_variation", found.label_total_variation, seed=seed)
    for index, loss in enumerate(found.losses):
        if loss is not None:
            yield Measured(method, "loss", loss, seed=seed, round=index)
    for client, accuracy in enumerate(found.figures.per_client_accuracy):
        yield Measured(method, "client_accuracy", accuracy, seed=seed, client=client)


def method_fields(frame: "pd.DataFrame", methods: Sequence[str]) -> dict[str, dict[str, float]]:
    """What the artifact says of each method that was simulated: means and deviations over the seeds."""
    found: dict[str, dict[str, float]] = {}
    for metric, field in _FIELDS.items():
        for method, (mean, std) in means_and_stds(frame, metric).items():
            if method in methods:
                found.setdefault(method, {}).update({field.format("mean"): mean, field.format("std"): std})
    return {method: found[method] for method in methods if method in found}


def saving_percent(fields: Mapping[str, Mapping[str, float]], method: str, reference: str) -> float:
    """How many percent fewer bytes a method sends than the reference."""
    return (1 - fields[method]["uplink_mean_bytes"] / fields[reference]["uplink_mean_bytes"]) * 100


def as_json(fields: Mapping[str, Mapping[str, float]]) -> dict[str, JsonValue]:
    """The fields by method, as an artifact holds them."""
    return {method: dict(values) for method, values in fields.items()}

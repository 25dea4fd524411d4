"""The table of device classes: how fast a client computes and how fast its line is, each figure with its source or assumed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from learning.errors import DeviceUnknownError
from learning.randomness import generator

_MEGABIT = 125_000
"""Bytes."""


@dataclass(frozen=True, slots=True)
class DeviceClass:
    """One kind of client, on one thread.

    Units: `capacity` is in multiples of the machine whose seconds a step was measured in; `latency_s` passes before each transfer.
    """

    name: str
    capacity: float
    download_bytes_per_s: float
    upload_bytes_per_s: float
    latency_s: float
    source: str


_CLASSES = (
    DeviceClass(
        "phone", 0.15, 20 * _MEGABIT, 3 * _MEGABIT, 0.028,
        "capacity assumed; download: mean of mobile tests, Ookla 2017; upload: FCC benchmark of 2015; latency: mobile median, Ookla 2022",
    ),
    DeviceClass(
        "minimum", 0.4, 10 * _MEGABIT, 5 * _MEGABIT, 0.028,
        "capacity assumed; line: the minimum node of a cohort, 10/5 Mbit/s; latency: mobile median, Ookla 2022",
    ),
    DeviceClass(
        "laptop", 0.7, 25 * _MEGABIT, 10 * _MEGABIT, 0.010,
        "capacity assumed; download: FCC benchmark of 2015; upload assumed; latency: fixed median, Ookla 2022",
    ),
    DeviceClass(
        "desktop", 1.0, 100 * _MEGABIT, 20 * _MEGABIT, 0.010,
        "capacity: the calibrated machine; line: FCC benchmark of 2024, 100/20 Mbit/s; latency: fixed median, Ookla 2022",
    ),
    DeviceClass("server", 1.5, 1000 * _MEGABIT, 1000 * _MEGABIT, 0.002, "assumed"),
    DeviceClass("gpu", 20.0, 1000 * _MEGABIT, 1000 * _MEGABIT, 0.002, "assumed"),
)  # fmt: skip

DEVICES: Mapping[str, DeviceClass] = {device.name: device for device in _CLASSES}
"""The classes by name."""


def fleet_named(names: Sequence[str]) -> tuple[DeviceClass, ...]:
    """One client of each class named, in that order.

    Errors: DeviceUnknownError (learning.device.unknown).
    """
    unknown = sorted(set(names) - set(DEVICES))
    if unknown:
        raise DeviceUnknownError("no device class has this name", device=unknown[0][:64], known=",".join(DEVICES))
    return tuple(DEVICES[name] for name in names)


def draw_fleet(shares: Mapping[str, float], num_clients: int, seed: int) -> tuple[DeviceClass, ...]:
    """`num_clients` clients, each of a class with the probability that its share of all shares gives; client by client from the seed.

    Errors: DeviceUnknownError (learning.device.unknown) where no share is positive, too.
    """
    devices = fleet_named(sorted(shares))
    weights = np.array([shares[device.name] for device in devices], dtype=np.float64)
    if not len(weights) or not np.isfinite(weights).all() or weights.min() < 0 or weights.sum() <= 0:
        raise DeviceUnknownError("the shares of the device classes are not positive", shares=",".join(sorted(shares)))
    steps = np.cumsum(weights / weights.sum())
    draws = (generator(seed, 0, client, "devices").random() for client in range(num_clients))
    return tuple(devices[min(int(np.searchsorted(steps, draw, side="right")), len(devices) - 1)] for draw in draws)

"""What a round costs a client: seconds of computing by its capacity, bytes by its bandwidth, and the chance of each round."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from learning.errors import FleetMismatchError
from learning.heterogeneity.devices import DeviceClass
from learning.heterogeneity.variation import Variation
from learning.randomness import generator


@dataclass(frozen=True, slots=True)
class Workload:
    """One round's work, as measured.

    Units: `step_s` is seconds of one local step at capacity 1; `download_bytes` is the global model, `upload_bytes` the encoded update,
    headers included. `num_steps` of each client.
    """

    step_s: float
    num_steps: tuple[int, ...]
    download_bytes: int
    upload_bytes: int


@dataclass(frozen=True, slots=True)
class Conditions:
    """What chance does to one client in one round: factors of its speeds, and the part of its work after which it drops out."""

    capacity: float = 1.0
    bandwidth: float = 1.0
    drops_after: float | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """The parts of a client's round, one after another."""

    download_s: float
    compute_s: float
    upload_s: float

    @property
    def total_s(self) -> float:
        """From the offer to the arrival of the update."""
        return self.download_s + self.compute_s + self.upload_s

    def parts_until(self, stop_s: float) -> tuple[float, float, float]:
        """The seconds of each part that lie before `stop_s`."""
        if stop_s >= self.total_s:
            return self.download_s, self.compute_s, self.upload_s
        download_s = min(self.download_s, stop_s)
        compute_s = min(self.compute_s, stop_s - download_s)
        return download_s, compute_s, min(self.upload_s, stop_s - download_s - compute_s)


NOMINAL = Conditions()


def timing(device: DeviceClass, workload: Workload, client: int, conditions: Conditions = NOMINAL) -> Timing:
    """How long the client's parts take."""
    return Timing(
        download_s=device.latency_s + workload.download_bytes / (device.download_bytes_per_s * conditions.bandwidth),
        compute_s=workload.step_s * workload.num_steps[client] / (device.capacity * conditions.capacity),
        upload_s=device.latency_s + workload.upload_bytes / (device.upload_bytes_per_s * conditions.bandwidth),
    )


def completion_times(fleet: Sequence[DeviceClass], workload: Workload) -> tuple[float, ...]:
    """Each client's seconds from the offer to the arrival of its update, under nominal conditions.

    Errors: FleetMismatchError (learning.fleet.mismatch).
    """
    if len(fleet) != len(workload.num_steps):
        raise FleetMismatchError("there is not one device for each client's work", devices=len(fleet), clients=len(workload.num_steps))
    return tuple(timing(device, workload, client).total_s for client, device in enumerate(fleet))


def deadline_at(quantile: float, fleet: Sequence[DeviceClass], workload: Workload) -> float:
    """The least completion time within which at least `quantile` of the clients are done, under nominal conditions.

    Units: seconds; a client that takes just as long as the deadline is in time.
    Errors: as of `completion_times`.
    """
    return float(np.quantile(completion_times(fleet, workload), quantile, method="inverted_cdf"))


def draw_conditions(variation: Variation, seed: int, round_index: int, client_seed: int) -> Conditions:
    """A client's conditions in a round, from (seed, round, client) alone."""
    random = generator(seed, round_index, client_seed, "conditions")
    first, second = random.standard_normal(2)
    chance, drops_after = random.random(2)
    return Conditions(
        capacity=exp(variation.capacity_jitter * first),
        bandwidth=exp(variation.bandwidth_jitter * second),
        drops_after=float(drops_after) if chance < variation.dropout_rate else None,
    )

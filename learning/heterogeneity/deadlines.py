"""Rounds under a deadline that is a quantile of what fp32 updates need: whom a cheaper update lets in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from learning.errors import CodecUnknownError
from learning.heterogeneity.availability import AlwaysOnline, Availability, OnAndOff, churning_clients
from learning.heterogeneity.clock import Scenario, World, run_rounds
from learning.heterogeneity.devices import DeviceClass
from learning.heterogeneity.records import RoundRecord
from learning.heterogeneity.variation import Churn, Variation
from learning.heterogeneity.workload import Workload, deadline_at
from learning.plan import TrainingPlan

REFERENCE = "fp32"
"""The codec whose completion times set the deadline, and in which the global model travels."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What a round costs, as calibrated: `step_s` is seconds of a local step at capacity 1, `update_bytes` are by codec, headers included."""

    step_s: float
    update_bytes: Mapping[str, int]

    def workload(self, codec: str, num_steps: Sequence[int]) -> Workload:
        """A round of clients with so many local steps each.

        Errors: CodecUnknownError (learning.codec.unknown) for a codec that was not calibrated.
        """
        unknown = {codec, REFERENCE} - self.update_bytes.keys()
        if unknown:
            raise CodecUnknownError("the codec was not calibrated", codec=min(unknown), known=",".join(sorted(self.update_bytes)))
        return Workload(self.step_s, tuple(num_steps), self.update_bytes[REFERENCE], self.update_bytes[codec])


@dataclass(frozen=True, slots=True)
class Contest:
    """Clients with a device and so many local steps each, whose rounds end when the share `quantile` of them is done with fp32 updates."""

    fleet: Sequence[DeviceClass]
    num_steps: Sequence[int]
    costs: Costs
    quantile: float

    @property
    def deadline_s(self) -> float:
        """The deadline, the same for every codec.

        Errors: FleetMismatchError (learning.fleet.mismatch), those of `Costs.workload`.
        """
        return deadline_at(self.quantile, self.fleet, self.costs.workload(REFERENCE, self.num_steps))

    def rounds(self, plan: TrainingPlan, variation: Variation, churn: Churn) -> tuple[RoundRecord, ...]:
        """The plan's rounds on the virtual clock with its codec.

        Errors: those of `deadline_s`.
        """
        deadline_s = self.deadline_s
        world = World(self.fleet, self.costs.workload(plan.codec, self.num_steps), _availability(plan, churn, deadline_s))
        return tuple(run_rounds(plan, world, Scenario(**variation.model_dump(), deadline_s=deadline_s)))


def _availability(plan: TrainingPlan, churn: Churn, deadline_s: float) -> Availability:
    clients = churning_clients(plan.num_clients, churn.rate, plan.seed)
    if not clients:
        return AlwaysOnline()
    return OnAndOff(plan.seed, churn.online_rounds * deadline_s, churn.offline_rounds * deadline_s, clients)

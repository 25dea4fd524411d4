"""What both fairness gates do: every method at every seed and deadline on the virtual clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from pydantic import JsonValue

from gates.artifacts.calibration import ModelCost
from gates.params.deadlines import DeadlineTraining, deadline_plan
from learning.heterogeneity.devices import fleet_named
from learning.heterogeneity.variation import Churn, Variation
from learning.plan import Strategy, TrainingPlan
from tasks.computing.computations import Contested, Deadline, SimulateContest
from tasks.reports.frames import means_and_stds, tidy_frame
from tasks.runs.deadlines.figures import fairness_fields, measured_contest, method_fields
from tasks.runs.deadlines.trial import TrialRun

if TYPE_CHECKING:
    import pandas as pd

CENTRALIZED = "centralized"


@dataclass(frozen=True, slots=True)
class Method:
    """One way of training: its codec, and its strategy where that is not federated averaging."""

    codec: str
    strategy: Strategy | None = None


@dataclass(slots=True, kw_only=True)
class ContestRun:
    """What a gate's run knows so far: `cost` is the model's as calibrated, `methods` are the federated ones, `simulated` is by seed and label."""

    params: DeadlineTraining
    cost: ModelCost
    methods: Mapping[str, Method]
    trial: TrialRun
    simulated: dict[tuple[int, str], Contested] = field(default_factory=dict[tuple[int, str], Contested])

    @property
    def labels(self) -> dict[str, tuple[str, float]]:
        """The method and the deadline's quantile behind each label."""
        pairs = product((CENTRALIZED, *self.methods), self.params.deadline_quantiles)
        return {self.label(method, quantile): (method, quantile) for method, quantile in pairs}

    def label(self, method: str, quantile: float) -> str:
        """The method's name under a deadline; of the centralised training, which has none, its name."""
        return method if method == CENTRALIZED else f"{method}@{quantile:g}"

    def simulations(self, seed: int) -> dict[str, SimulateContest]:
        """What to simulate at one seed, by label."""
        return {name: self.simulation(method, seed, quantile) for name, (method, quantile) in self.labels.items()}

    def simulation(self, method: str, seed: int, quantile: float) -> SimulateContest:
        """One training; the centralised one is that of a single client, which is always there and in time."""
        params, is_alone = self.params, method == CENTRALIZED
        return SimulateContest(
            skew=self.trial.skew,
            plan=self.plan(method, seed),
            deadline=Deadline(
                devices=params.fleet[:1] if is_alone else params.fleet,
                step_s=self.cost.step_sec.median,
                update_bytes=self.cost.update_bytes,
                quantile=quantile,
            ),
            variation=Variation() if is_alone else params.variation,
            churn=Churn() if is_alone else params.churn,
        )

    def plan(self, method: str, seed: int) -> TrainingPlan:
        """The training of one method."""
        if method == CENTRALIZED:
            return deadline_plan(self.params, "fp32", seed, num_clients=1)
        chosen = self.methods[method]
        return deadline_plan(self.params, chosen.codec, seed, num_clients=len(self.params.fleet), strategy=chosen.strategy)

    def detail(self) -> str:
        """One line on what was simulated."""
        return f"{len(self.labels)} trainings at {len(self.params.seeds)} seeds, {len(self.params.fleet)} clients"

    @property
    def is_complete(self) -> bool:
        """Whether every training at every seed has ended."""
        return self.simulated.keys() >= set(product(self.params.seeds, self.labels))

    def frame(self, gate: str) -> "pd.DataFrame":
        """Every value of every simulation, `method` being its label, in the order of seeds: sums must not depend on which ended first."""
        places = [place for place in product(self.params.seeds, self.labels) if place in self.simulated]
        return tidy_frame(gate, (row for seed, name in places for row in measured_contest(self.simulated[seed, name], name, seed)))

    def report(self, frame: "pd.DataFrame", quantile: float) -> dict[str, JsonValue]:
        """`config`, `runs` and `methods` under one deadline, of a run that is complete; only the clients of federated methods are counted."""
        methods: dict[str, JsonValue] = {CENTRALIZED: method_fields(frame, CENTRALIZED)}
        for method in self.methods:
            name = self.label(method, quantile)
            methods[method] = method_fields(frame, name) | fairness_fields(frame, name)
        return {"config": self.config(frame, quantile), "runs": len(self.params.seeds), "methods": methods}

    def config(self, frame: "pd.DataFrame", quantile: float) -> dict[str, JsonValue]:
        """What was run; `round_deadline` is the mean of the seeds' deadlines, which differ as the clients' numbers of examples do."""
        params = self.params
        name = self.label("fedavg_fp32", quantile)
        return {
            "dataset": params.dataset,
            "seeds": list(params.seeds),
            "dropout_rate": params.variation.dropout_rate,
            "non_iid_severity": 1 / params.dirichlet_alpha,
            "secure_aggregation": False,
            "n_features": params.model.num_features,
            "n_classes": params.model.num_classes,
            "n_clients": len(params.fleet),
            "rounds": params.num_rounds,
            "local_steps": max(1, round(means_and_stds(frame, "local_steps")[name][0])),
            "batch_size": params.batch_size,
            "learning_rate": params.learning_rate,
            "momentum": params.momentum,
            "layer_sizes": list(params.layer_sizes),
            "dirichlet_alpha": params.dirichlet_alpha,
            "client_capacities": [device.capacity for device in fleet_named(params.fleet)],
            "client_devices": list(params.fleet),
            "round_deadline": means_and_stds(frame, "deadline_s")[name][0],
            "deadline_quantile": quantile,
            "capacity_jitter": params.variation.capacity_jitter,
            "bandwidth_jitter": params.variation.bandwidth_jitter,
            "churn_rate": params.churn.rate,
            "step_sec": self.cost.step_sec.median,
            "update_bytes": {method: self.cost.update_bytes[chosen.codec] for method, chosen in self.methods.items()},
        }

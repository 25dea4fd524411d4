"""The baseline run as it goes: one seed over agents, every seed and method in simulation, and the artifact that follows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil

from pydantic import JsonValue

from gates.params.baseline import NUM_CLASSES, BaselineParameters, baseline_plan
from learning.plan import TrainingPlan
from p2p.agent.training.sessions import SessionReport
from tasks.agents.run import RunOverAgents
from tasks.computing.computations import Participation, Simulate, Simulated, Skew
from tasks.gate.conclusion import Outcome
from tasks.reports.figures import bars_figure
from tasks.reports.frames import Measured, tidy_frame
from tasks.runs.methods import CENTRALIZED, as_json, in_order, measured_of, method_fields, saving_percent

CODECS = {"fedavg_fp32": "fp32", "fedavg_int8": "int8", "fedavg_sparse": "topk-1pct"}
"""Federated method to its codec; the centralised one is a single client with all the examples."""
METHODS = (CENTRALIZED, *CODECS)
OVER_AGENTS = ("fedavg_fp32", "fedavg_int8")
"""What is also trained over agents, which do not carry what a sparse codec owes."""


@dataclass(slots=True)
class BaselineRun(RunOverAgents):
    """What one run of the baseline gate knows so far; `simulated` is by seed and method."""

    params: BaselineParameters
    simulated: dict[tuple[int, str], Simulated] = field(default_factory=dict[tuple[int, str], Simulated])

    @property
    def skew(self) -> Skew:
        """How the examples are shared out."""
        return Skew(dataset=self.params.dataset, alpha=self.params.dirichlet_alpha, min_size=self.params.min_shard_size)

    @property
    def agents_seed(self) -> int:
        """The seed that is trained over agents as well: the first one."""
        return self.params.seeds[0]

    def plan(self, method: str, seed: int) -> TrainingPlan:
        """The training of one method."""
        num_clients = 1 if method == CENTRALIZED else self.params.num_clients
        return baseline_plan(self.params, CODECS.get(method, "fp32"), seed, num_clients=num_clients)

    def simulation(self, method: str, seed: int, participation: Participation | None = None) -> Simulate:
        """What to simulate for one method and seed."""
        return Simulate(skew=self.skew, plan=self.plan(method, seed), participation=participation)

    def outcome(self) -> Outcome:
        """What the steps found, as far as they came."""
        frame = tidy_frame("baseline", self.measured())
        accuracies = {method: [one.figures.accuracy for one in self._of(method)] for method in METHODS}
        figure = bars_figure(self.title(), accuracies, "accuracy on held-out examples")
        return Outcome(self.artifact(method_fields(frame, METHODS)), frame, {"baseline_accuracy.png": figure}, self.params.seeds)

    def title(self) -> str:
        """The figure's title."""
        return f"{self.params.dataset}: {self.params.num_clients} clients, Dirichlet({self.params.dirichlet_alpha}), {len(self.params.seeds)} seeds"

    def measured(self) -> Iterator[Measured]:
        """Every value of every simulation, and what the rounds over agents carried."""
        for place in in_order(self.simulated, self.params.seeds, METHODS):
            yield from measured_of(*place)
        for method, session in self.sessions.items():
            for one in session.rounds:
                yield Measured(f"{method}_agents", "stream_bytes", one.stream_bytes, seed=self.agents_seed, round=one.round_index)

    def artifact(self, methods: Mapping[str, Mapping[str, float]]) -> dict[str, JsonValue]:
        """The artifact's fields, of those steps that were reached; `methods` are those of the methods."""
        found: dict[str, JsonValue] = {
            "schema_version": 2,
            "config": self._config(),
            "runs": len({seed for seed, _ in self.simulated}),
            "methods": as_json(methods),
        }
        if set(methods) == set(METHODS):
            found["communication_reduction_percent"] = saving_percent(methods, "fedavg_int8", "fedavg_fp32")
            found["communication"] = {"sparse_vs_fp32_percent": saving_percent(methods, "fedavg_sparse", "fedavg_fp32")}
            found["num_parameters"] = self.plan("fedavg_fp32", 0).model.num_parameters
            found["label_total_variation"] = self._label_total_variation()
        return found | self.network_fields() | self.agents_fields(self.agents_seed, _agents_method)

    def _config(self) -> dict[str, JsonValue]:
        params = self.params
        return {
            "dataset": params.dataset,
            "seeds": list(params.seeds),
            "dropout_rate": 0.0,
            "non_iid_severity": 1 / params.dirichlet_alpha,
            "secure_aggregation": False,
            "n_features": params.num_features,
            "n_classes": NUM_CLASSES,
            "n_clients": params.num_clients,
            "rounds": params.num_rounds,
            "local_steps": self._local_steps(),
            "batch_size": params.batch_size,
            "learning_rate": params.learning_rate,
            "momentum": params.momentum,
            "hidden_sizes": list(params.hidden_sizes),
            "dirichlet_alpha": params.dirichlet_alpha,
        }

    def _local_steps(self) -> int:
        """Minibatches of a client of mean size in one round; 1 where the examples were not shared out."""
        sizes = self.introduced.shared.sizes if self.introduced else (1,)
        return max(1, self.params.epochs * ceil(sum(sizes) / len(sizes) / self.params.batch_size))

    def _label_total_variation(self) -> float:
        distances = [one.label_total_variation for one in self._of("fedavg_fp32")]
        return sum(distances) / len(distances)

    def _of(self, method: str) -> list[Simulated]:
        return [found for _, _, found in in_order(self.simulated, self.params.seeds, (method,))]


def _agents_method(session: SessionReport, _: Simulated) -> dict[str, JsonValue]:
    return {"stream_bytes": session.stream_bytes, "excluded": session.num_missing}

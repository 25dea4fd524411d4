"""The adapter run as it goes: one seed over agents, every seed and method in simulation, and the artifact that follows."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from gates.params.adapter import AdapterParameters, agents_plan
from gates.params.data import TextsParameters
from learning.plan import TrainingPlan
from p2p.agent.training.sessions import SessionReport
from tasks.agents.run import RunOverAgents
from tasks.computing.computations import Encoded, Simulate, Simulated, Skew
from tasks.gate.conclusion import Outcome
from tasks.reports.frames import Measured, tidy_frame
from tasks.runs.adapter.figure import pairs_figure
from tasks.runs.adapter.methods import ALL_METHODS, CODECS, METHODS, head_only, kind_of, plan_of
from tasks.runs.methods import CENTRALIZED, as_json, in_order, measured_of, method_fields, saving_percent

FIGURE = "adapter_accuracy.png"
_METRICS = ("accuracy", "macro_f1")

Fields = Mapping[str, Mapping[str, float]]


@dataclass(slots=True)
class AdapterRun(RunOverAgents):
    """What one run of the adapter gate knows so far; `simulated` is by seed and method."""

    params: AdapterParameters
    texts: TextsParameters
    simulated: dict[tuple[int, str], Simulated] = field(default_factory=dict[tuple[int, str], Simulated])

    @property
    def agents_seed(self) -> int:
        """The seed that is trained over agents as well: the first one."""
        return self.params.seeds[0]

    def skew(self, method: str) -> Skew:
        """How the texts are shared out, in the form that the method reads."""
        form = "tokens" if kind_of(method) == "adapter" else "features"
        dealt = Encoded(form=form, test_fraction=self.texts.test_fraction, split_seed=self.texts.split_seed)
        params = self.params
        return Skew(dataset=params.dataset, alpha=params.dirichlet_alpha, min_size=params.min_shard_size, encoded=dealt)

    def simulations(self, seed: int) -> dict[str, Simulate]:
        """What to simulate at one seed, by method."""
        return {method: Simulate(skew=self.skew(method), plan=plan_of(method, self.params, seed)) for method in ALL_METHODS}

    def plan_over_agents(self, method: str) -> TrainingPlan:
        """The training of one method over agents."""
        return agents_plan(self.params, CODECS[method], self.agents_seed)

    def twin(self, method: str) -> Simulate:
        """The simulation of the method's finished session, with those who took part."""
        session = self.sessions[method]
        return Simulate(skew=self.skew(method), plan=self.plan_over_agents(method), participation=session.participation)

    def detail(self) -> str:
        """A line on what the simulations say of the adapter."""
        gains = self._gains(method_fields(tidy_frame("adapter", self.measured()), ALL_METHODS))
        said = ", ".join(f"{method} {gain['accuracy']:+.4f}" for method, gain in gains.items())
        return f"{len(ALL_METHODS)} methods at {len(self.params.seeds)} seeds; accuracy with an adapter minus without: {said}"

    def outcome(self) -> Outcome:
        """What the steps found, as far as they came."""
        frame = tidy_frame("adapter", self.measured())
        params = self.params
        title = f"{params.dataset}: {params.num_clients} clients, Dirichlet({params.dirichlet_alpha}), {len(params.seeds)} seeds"
        figure = pairs_figure(title, {method: (self._accuracies(method), self._accuracies(head_only(method))) for method in METHODS})
        return Outcome(self.artifact(method_fields(frame, ALL_METHODS)), frame, {FIGURE: figure}, params.seeds)

    def measured(self) -> Iterator[Measured]:
        """Every value of every simulation, and what the rounds over agents carried."""
        for place in in_order(self.simulated, self.params.seeds, ALL_METHODS):
            yield from measured_of(*place)
        for method, session in self.sessions.items():
            for one in session.rounds:
                yield Measured(f"{method}_agents", "stream_bytes", one.stream_bytes, seed=self.agents_seed, round=one.round_index)

    def artifact(self, methods: Fields) -> dict[str, JsonValue]:
        """The artifact's fields, of those steps that were reached; `methods` are those of the methods."""
        found: dict[str, JsonValue] = {
            "schema_version": 1,
            "config": self._config(),
            "runs": len({seed for seed, _ in self.simulated}),
            "methods": as_json(methods),
        }
        if set(methods) == set(ALL_METHODS):
            found |= self._compared(methods)
        return found | self.network_fields() | self.agents_fields(self.agents_seed, _agents_method)

    def _compared(self, methods: Fields) -> dict[str, JsonValue]:
        """What the methods say of each other."""
        modes = {method.removeprefix("fedavg_"): method for method in CODECS}
        drops = {
            f"{mode}_{metric}_drop": methods[CENTRALIZED][f"{metric}_mean"] - methods[method][f"{metric}_mean"]
            for mode, method in modes.items()
            for metric in _METRICS
        }
        savings = {f"{mode}_vs_fp32_percent": saving_percent(methods, method, "fedavg_fp32") for mode, method in modes.items()}
        update_bytes = methods["fedavg_fp32"]["uplink_mean_bytes"] / self._num_updates()
        return {
            "quality_drop_vs_centralized": {**drops},
            "communication_savings_percent": {name: saving for name, saving in savings.items() if name != "fp32_vs_fp32_percent"},
            "communication": {
                "adapter_vs_full_fp32_percent": (1 - update_bytes / self.params.full_model_bytes) * 100,
                "update_bytes": update_bytes,
                "full_model_bytes": self.params.full_model_bytes,
            },
            "adapter_gain": {method: {**gain} for method, gain in self._gains(methods).items()},
            "label_total_variation": self._label_total_variation(),
        }

    def _gains(self, methods: Fields) -> dict[str, dict[str, float]]:
        """What each method has with an adapter minus what it has with the head alone, means over the seeds."""
        pairs = {method: (methods[method], methods[head_only(method)]) for method in METHODS if head_only(method) in methods}
        return {
            method: {metric: pair[0][f"{metric}_mean"] - pair[1][f"{metric}_mean"] for metric in _METRICS} for method, pair in pairs.items()
        }

    def _config(self) -> dict[str, JsonValue]:
        """What was run, and which learning rates were tried before."""
        params, tried = self.params.model_dump(mode="json", exclude={"tried"}), self.params.tried.model_dump(mode="json")
        num_parameters = {kind: plan_of(name, self.params, 0).model.num_parameters for kind, name in _EXAMPLES.items()}
        dealt = {"test_fraction": self.texts.test_fraction, "split_seed": self.texts.split_seed}
        return {**params, "tried": tried, **dealt, "codecs": {**CODECS}, "num_parameters": {**num_parameters}}

    def _num_updates(self) -> int:
        return self.params.federated.num_rounds * self.params.clients_per_round

    def _label_total_variation(self) -> float:
        distances = [found.label_total_variation for _, _, found in in_order(self.simulated, self.params.seeds, ("fedavg_fp32",))]
        return math.fsum(distances) / len(distances)

    def _accuracies(self, method: str) -> list[float]:
        return [found.figures.accuracy for _, _, found in in_order(self.simulated, self.params.seeds, (method,))]


_EXAMPLES = {kind_of(name): name for name in ALL_METHODS[:2]}


def _agents_method(session: SessionReport, twin: Simulated) -> dict[str, JsonValue]:
    return {
        "macro_f1": twin.figures.macro_f1,
        "rounds": len(session.rounds),
        "stream_bytes": session.stream_bytes,
        "excluded": session.num_missing,
    }

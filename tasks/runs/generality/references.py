"""The two references of the generality gate: the same training by many and by one, with full and with cheap updates."""

from collections.abc import Mapping
from dataclasses import dataclass

from gates.params.adapter import AdapterParameters
from gates.params.baseline import BaselineParameters
from gates.params.data import TextsParameters
from learning.plan import TrainingPlan
from tasks.computing.computations import Participation, Simulate, Skew
from tasks.runs.adapter.methods import head_only, plan_of
from tasks.runs.adapter.run import AdapterRun
from tasks.runs.baseline import BaselineRun
from tasks.runs.generality.computations import METHODS, OVER_AGENTS, Simulations


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference at one seed: how its examples are shared out, how each method trains, and how long a round over agents may take."""

    skew: Skew
    plans: Mapping[str, TrainingPlan]
    round_timeout_s: float

    @property
    def over_agents(self) -> TrainingPlan:
        """The training of the method that agents do too."""
        return self.plans[OVER_AGENTS]

    def simulations(self, participation: Participation | None) -> Simulations:
        """Each method; the one that was trained over agents with those who took part there."""
        return {
            method: Simulate(skew=self.skew, plan=plan, participation=participation if method == OVER_AGENTS else None)
            for method, plan in self.plans.items()
        }


def references(baseline: BaselineParameters, adapter: AdapterParameters, texts: TextsParameters, seed: int) -> dict[str, Reference]:
    """The baseline's training and the adapter's at one seed, by the names of their tasks."""
    perceptron, lora = BaselineRun(baseline), AdapterRun(adapter, texts)
    return {
        "distributed_reference": Reference(
            perceptron.skew, {method: shortened(method, perceptron.plan(method, seed)) for method in METHODS}, baseline.round_timeout_s
        ),
        "adapter_reference": Reference(
            lora.skew(OVER_AGENTS),
            {method: shortened(method, plan_of(method, adapter, seed)) for method in METHODS},
            adapter.agents.round_timeout_s,
        ),
    }


def router_training(adapter: AdapterParameters, texts: TextsParameters, seed: int) -> Simulate:
    """The assistant's router: the adapter gate's head alone, on what the frozen encoder makes of the texts, trained with cheap updates."""
    method = head_only(OVER_AGENTS)
    return Simulate(skew=AdapterRun(adapter, texts).skew(method), plan=plan_of(method, adapter, seed))


def shortened(method: str, plan: TrainingPlan) -> TrainingPlan:
    """The training itself, but of full updates one round: they all weigh the same."""
    return plan.model_copy(update={"num_rounds": 1, "warmup_rounds": 0}) if method == "fedavg_fp32" else plan

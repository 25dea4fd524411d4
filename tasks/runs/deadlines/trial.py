"""The trial over real agents, throttled, killed and joining: what happened in it, and what the virtual clock says of it."""

from dataclasses import dataclass
from math import inf

from pydantic import JsonValue

from gates.artifacts.calibration import ModelCost
from gates.artifacts.over_agents import contribution_difference, participation_difference
from gates.params.deadlines import DeadlineTraining, trial_plan
from gates.params.trial import TrialAgent
from learning.heterogeneity.availability import Recorded
from learning.heterogeneity.clock import Scenario, World, run_rounds
from learning.heterogeneity.deadlines import Costs
from learning.heterogeneity.devices import DeviceClass
from learning.heterogeneity.records import participation
from learning.plan import TrainingPlan
from tasks.agents.run import RunOverAgents
from tasks.computing.computations import Participation, Simulate, Skew

METHODS = {"fedavg_fp32": "fp32", "fedavg_int8": "int8"}
"""The sessions of a trial in their order, with their codecs."""
_JOINS_AFTER, _KILLED_AFTER = 0.5, 0.02
"""Parts of a round, counted from its beginning."""


@dataclass(slots=True, kw_only=True)
class TrialRun(RunOverAgents):
    """What is known of the trial so far; its sessions are by method."""

    params: DeadlineTraining
    cost: ModelCost

    @property
    def skew(self) -> Skew:
        """How the examples are shared out among the agents."""
        return Skew(dataset=self.params.dataset, alpha=self.params.dirichlet_alpha, min_size=self.params.min_shard_size)

    @property
    def seed(self) -> int:
        """The seed of the trial."""
        return self.params.seeds[0]

    def plan(self, method: str) -> TrainingPlan:
        """The training of one session."""
        trial = self.params.trial
        return trial_plan(self.params, METHODS[method], num_steps=trial.num_steps, num_rounds=trial.num_rounds)

    def warm_up(self) -> TrainingPlan:
        """One round of one step, in which every computing process starts."""
        return trial_plan(self.params, "fp32", num_steps=1, num_rounds=1)

    def first_round(self, method: str) -> int:
        """The number of the session's first round, counted over both sessions."""
        return list(METHODS).index(method) * self.params.trial.num_rounds

    def twin_runs(self) -> tuple[Simulate, ...]:
        """The simulation of each session with those that took part."""
        return tuple(
            Simulate(skew=self.skew, plan=self.plan(method), participation=session.participation)
            for method, session in self.sessions.items()
        )

    def predicted(self, method: str) -> Participation:
        """Whom the virtual clock lets in, from the calibrated costs and the throttles."""
        trial, plan = self.params.trial, self.plan(method)
        fleet = [_device(agent) for agent in trial.agents]
        costs = Costs(self.cost.step_sec.median, self.cost.update_bytes)
        there = {client: self._there(agent, self.first_round(method)) for client, agent in enumerate(trial.agents)}
        world = World(fleet, costs.workload(plan.codec, [trial.num_steps] * len(fleet)), Recorded(there))
        return participation(tuple(run_rounds(plan, world, Scenario(deadline_s=trial.deadline_s))))

    def fields(self) -> dict[str, JsonValue]:
        """The artifact's fields on the agents; those on the trial once every session has ended."""
        found = self.network_fields() | self.agents_fields(self.seed, lambda session, _: {"excluded": session.num_missing})
        if self.sessions.keys() != METHODS.keys():
            return found
        methods = {method: (self.predicted(method), session.participation) for method, session in self.sessions.items()}
        told: dict[str, JsonValue] = {
            "deadline_sec": self.params.trial.deadline_s,
            "num_clients": len(self.params.trial.agents),
            "agents": [agent.model_dump(mode="json") for agent in self.params.trial.agents],
            "methods": {
                method: {"predicted": [list(one) for one in predicted], "observed": [list(one) for one in observed]}
                for method, (predicted, observed) in methods.items()
            },
            "participation_difference": participation_difference(list(methods.values()), len(self.params.trial.agents)),
            "contribution_difference": contribution_difference(list(methods.values())),
        }
        found["trial"] = told
        return found

    def detail(self) -> str:
        """One line on what the clock foresaw."""
        pairs = [(self.predicted(method), session.participation) for method, session in self.sessions.items()]
        counts = [sum(map(len, rounds)) for pair in pairs for rounds in pair]
        return (
            f"contributions foreseen and seen: fp32 {counts[0]} and {counts[1]}, int8 {counts[2]} and {counts[3]}; "
            f"at most {contribution_difference(pairs):.0%} of a method's differ"
        )

    def _there(self, agent: TrialAgent, first_round: int) -> list[tuple[float, float]]:
        """The virtual seconds of a session in which the agent is there: every round lasts until the deadline, since somebody is late."""
        deadline_s = self.params.trial.deadline_s
        start_s = 0.0 if agent.joins_in is None else max(0.0, (agent.joins_in + _JOINS_AFTER - first_round) * deadline_s)
        end_s = inf if agent.killed_in is None else (agent.killed_in + _KILLED_AFTER - first_round) * deadline_s
        return [(start_s, end_s)] if start_s < end_s else []


def _device(agent: TrialAgent) -> DeviceClass:
    return DeviceClass("throttled", agent.processor, agent.download_bytes_per_s, agent.upload_bytes_per_s, 0.0, "the trial's throttles")

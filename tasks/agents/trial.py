"""The agents of a trial: throttled from outside, connected by way of their slow lines, killed and joining with the rounds."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from prefect import task
from prefect.cache_policies import NO_CACHE
from pydantic import JsonValue

from core.ids import PeerId
from gates.params.trial import TrialParameters
from learning.plan import TrainingPlan
from p2p.agent.training.sessions import SessionReport
from tasks.agents.network import COORDINATOR, AgentNetwork, agent_network, start_agents
from tasks.agents.relay import relayed
from tasks.agents.slowing import slowed
from tasks.agents.training import train_over_agents
from tasks.errors import SessionFailedError

WARM_UP_TIMEOUT_S = 30.0


@dataclass(slots=True)
class TrialNetwork:
    """The agents of a trial, who train on `corpus`; what throttles them ends with `throttles`.

    `warm_up` is a short training, in which an agent's computing processes start; `happened` has the agents that were killed or have joined.
    """

    network: AgentNetwork
    params: TrialParameters
    corpus: str
    warm_up: TrainingPlan
    throttles: ExitStack
    happened: set[int] = field(default_factory=set[int])

    @property
    def peers(self) -> tuple[PeerId, ...]:
        """The peer ids of all agents, the coordinator first, also of those that are still to join."""
        return tuple(self.network.peer(name) for name in (COORDINATOR, *self.network.participant_names))

    def begin(self) -> None:
        """Start those that are there from the beginning and connect the coordinator with each over its own line."""
        names = self.network.participant_names
        late = [names[client] for client, agent in enumerate(self.params.agents) if agent.joins_in is not None]
        start_agents.fn(self.network, tuple(name for name in names if name not in late))
        for name in late:
            self.network.expect(name)
        for client, name in enumerate(names):
            if name not in late:
                self._connect(client)

    def slow_down(self) -> None:
        """From now on the processors are shares of themselves."""
        for client, agent in enumerate(self.params.agents):
            name = self.network.participant_names[client]
            if agent.processor < 1:
                self.throttles.enter_context(slowed(self.network.agents[name].pid, agent.processor))

    def on_progress(self, report: SessionReport, first_round: int) -> None:
        """In the round that goes on, who is killed in it is killed, and who joins in it joins once the round's offer has not reached it.

        Rounds are counted from the session's `first_round`. Between two rounds, and after the last one, nothing happens.
        Errors: AgentStartFailedError (p2p.agent.start_failed), SessionFailedError (tasks.session.failed) where who joins cannot train.
        """
        current = report.current
        if report.status != "running" or current is None or current.round_index != len(report.rounds):
            return
        number, unreached = first_round + current.round_index, {dropout.client for dropout in current.out}
        for client, agent in enumerate(self.params.agents):
            if agent.killed_in == number:
                self.network.agents[self.network.participant_names[client]].process.kill()
                self.happened.add(client)
        for client, agent in enumerate(self.params.agents):
            if agent.joins_in == number and client in unreached:
                self._join(client)

    def missed(self, num_rounds: int) -> list[int]:
        """The agents that were to be killed or to join in one of the first `num_rounds` rounds, and were not."""
        return [
            client
            for client, agent in enumerate(self.params.agents)
            if client not in self.happened and any(event is not None and event < num_rounds for event in (agent.killed_in, agent.joins_in))
        ]

    def _join(self, client: int) -> None:
        name = self.network.participant_names[client]
        if name not in self.network.agents:
            self.network.start(name)
            self.network.befriend(name)
            self._connect(client)
            self._warm_up(client)
            self.happened.add(client)

    def _warm_up(self, client: int) -> None:
        """Have an agent that joined later do what the others did in the first session."""
        asked: JsonValue = {"corpus": self.corpus, "plan": self.warm_up.model_dump(mode="json"), "client": client}
        peer = self.network.participants[client]
        answer = self.network.client(COORDINATOR).ask(peer, "train", asked, WARM_UP_TIMEOUT_S)
        if answer.error is not None:
            raise SessionFailedError(f"who joined cannot train: {answer.error['message']}", code=answer.error["code"], peer=peer)

    def _connect(self, client: int) -> None:
        name, agent = self.network.participant_names[client], self.params.agents[client]
        (address, *_) = self.network.agents[name].record.addresses
        lines = {"down_bytes_per_s": agent.download_bytes_per_s, "up_bytes_per_s": agent.upload_bytes_per_s}
        relay = self.throttles.enter_context(relayed(address, **lines))
        self.network.client(COORDINATOR).connect(self.network.peer(name), (relay.address_of(address),))


@contextmanager
def trial_network(name: str, params: TrialParameters, corpus: str, warm_up: TrainingPlan) -> Iterator[TrialNetwork]:
    """The network of a trial, of which nothing is left after the block; see `agent_network` and `TrialNetwork`."""
    with agent_network(name, len(params.agents)) as network, ExitStack() as throttles:
        yield TrialNetwork(network, params, corpus, warm_up, throttles)


@task(cache_policy=NO_CACHE, persist_result=False)
def begin_trial(trial: TrialNetwork) -> None:
    """See `TrialNetwork.begin`.

    Errors: AgentStartFailedError (p2p.agent.start_failed).
    """
    trial.begin()


def warm_up_agents(trial: TrialNetwork) -> SessionReport:
    """The session in which the computing processes of those start that are there from the beginning.

    Errors: SessionFailedError (tasks.session.failed).
    """
    return train_over_agents(trial.network, trial.warm_up, trial.corpus, WARM_UP_TIMEOUT_S, lambda _: None)


def train_under_deadline(trial: TrialNetwork, plan: TrainingPlan, first_round: int) -> SessionReport:
    """One session whose rounds, counted from `first_round`, end at the trial's deadline; the trial's events come with them.

    Errors: SessionFailedError (tasks.session.failed), also where a round was over before its event took place; AgentStartFailedError
    (p2p.agent.start_failed) of an agent that joins.
    """
    deadline_s = trial.params.deadline_s
    report = train_over_agents(trial.network, plan, trial.corpus, deadline_s, lambda told: trial.on_progress(told, first_round))
    if missed := trial.missed(first_round + plan.num_rounds):
        raise SessionFailedError("a round was over before who was to be killed or to join in it was", clients=str(missed))
    return report

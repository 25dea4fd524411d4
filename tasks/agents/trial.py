"""The agents of a trial: throttled from outside, connected by way of their slow lines, killed and joining with the rounds."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from prefect import task
from prefect.cache_policies import NO_CACHE

from core.ids import PeerId
from gates.params.trial import TrialParameters
from learning.plan import TrainingPlan
from p2p.agent.training.sessions import SessionReport
from tasks.agents.network import COORDINATOR, AgentNetwork, agent_network, start_agents
from tasks.agents.relay import relayed
from tasks.agents.slowing import slowed
from tasks.agents.training import train_over_agents

WARM_UP_TIMEOUT_S = 30.0


@dataclass(slots=True)
class TrialNetwork:
    """The agents of a trial; what throttles them ends with `throttles`."""

    network: AgentNetwork
    params: TrialParameters
    throttles: ExitStack

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
        """
        current = report.current
        if report.status != "running" or current is None or current.round_index != len(report.rounds):
            return
        number, unreached = first_round + current.round_index, {dropout.client for dropout in current.out}
        for client, agent in enumerate(self.params.agents):
            if agent.killed_in == number:
                self.network.agents[self.network.participant_names[client]].process.kill()
        for client, agent in enumerate(self.params.agents):
            if agent.joins_in == number and client in unreached:
                self._join(client)

    def _join(self, client: int) -> None:
        name = self.network.participant_names[client]
        if name not in self.network.agents:
            self.network.start(name)
            self.network.befriend(name)
            self._connect(client)

    def _connect(self, client: int) -> None:
        name, agent = self.network.participant_names[client], self.params.agents[client]
        (address, *_) = self.network.agents[name].record.addresses
        lines = {"down_bytes_per_s": agent.download_bytes_per_s, "up_bytes_per_s": agent.upload_bytes_per_s}
        relay = self.throttles.enter_context(relayed(address, **lines))
        self.network.client(COORDINATOR).connect(self.network.peer(name), (relay.address_of(address),))


@contextmanager
def trial_network(name: str, params: TrialParameters) -> Iterator[TrialNetwork]:
    """The network of a trial, of which nothing is left after the block; see `agent_network`."""
    with agent_network(name, len(params.agents)) as network, ExitStack() as throttles:
        yield TrialNetwork(network, params, throttles)


@task(cache_policy=NO_CACHE, persist_result=False)
def begin_trial(trial: TrialNetwork) -> None:
    """See `TrialNetwork.begin`.

    Errors: AgentStartFailedError (p2p.agent.start_failed).
    """
    trial.begin()


def train_under_deadline(trial: TrialNetwork, plan: TrainingPlan, corpus: str, first_round: int | None = None) -> SessionReport:
    """One session whose rounds end at the trial's deadline; from `first_round` on the trial's events come with them.

    Errors: SessionFailedError (tasks.session.failed).
    """

    def on_progress(report: SessionReport) -> None:
        if first_round is not None:
            trial.on_progress(report, first_round)

    timeout_s = WARM_UP_TIMEOUT_S if first_round is None else trial.params.deadline_s
    return train_over_agents(trial.network, plan, corpus, timeout_s, on_progress)

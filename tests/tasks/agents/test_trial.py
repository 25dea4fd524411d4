"""The agents of a trial are reached by way of their lines, are killed and join with the rounds, and nothing of them is left."""

import psutil

from gates.params.trial import TrialAgent, TrialParameters
from tasks.agents.network import COORDINATOR
from tasks.agents.trial import begin_trial, trial_network

AGENTS = (TrialAgent(killed_in=1), TrialAgent(joins_in=0))
PARAMS = TrialParameters(agents=AGENTS, num_rounds=1, num_steps=1, deadline_s=5.0, learning_rate=0.1)


def test_agents_come_and_go_with_the_rounds() -> None:
    with trial_network("tests-trial", PARAMS) as trial:
        begin_trial.fn(trial)
        first, second = trial.peers[1:]
        connected = {peer.peer_id for peer in trial.network.client(COORDINATOR).peers() if peer.is_connected}
        assert connected == {first}
        trial.on_round(0)
        assert {peer.peer_id for peer in trial.network.client(COORDINATOR).peers() if peer.is_connected} == {first, second}
        trial.on_round(1)
        assert trial.network.agents["agent-0"].process.wait(10) != 0
        pids = [agent.pid for agent in trial.network.agents.values()]
    assert not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE for pid in pids)

"""The agents of a trial are reached by way of their lines, are killed and join with the rounds, and nothing of them is left."""

import psutil
import pytest

from gates.params.trial import TrialAgent
from p2p.agent.training.sessions import Dropout, RoundProgress, SessionReport
from tasks.agents.network import COORDINATOR
from tasks.agents.training import share_out
from tasks.agents.trial import TrialNetwork, begin_trial, train_under_deadline, trial_network, warm_up_agents
from tasks.data.digit_files import prepare_digits
from tasks.project.files import PROJECT_ROOT
from tasks.runs.deadlines.trial import METHODS, TrialRun
from tests.tasks.runs.deadlines.test_trial import trial_of

AGENTS = (TrialAgent(killed_in=2), TrialAgent(joins_in=1))


def report_of(status: str, num_rounds: int, current: int | None, unreached: tuple[int, ...] = ()) -> SessionReport:
    """What the coordinator says of a session; the fields that the trial does not look at are left out."""
    out = tuple(Dropout(client=client, peer="p", code="p2p.peer.unreachable", message="") for client in unreached)
    progress = None if current is None else RoundProgress(round_index=current, waiting_for=(), included=(), out=out)
    return SessionReport.model_construct(status=status, rounds=(None,) * num_rounds, current=progress)


def connected(trial: TrialNetwork) -> set[str]:
    return {peer.peer_id for peer in trial.network.client(COORDINATOR).peers() if peer.is_connected}


def test_agents_come_and_go_while_their_rounds_go_on() -> None:
    prepare_digits.fn(PROJECT_ROOT)
    run = trial_of(agents=AGENTS, num_rounds=2)
    with trial_network("tests-trial", run.params.trial, run.skew.dataset, run.warm_up()) as trial:
        share_out.fn(trial.network, run.skew, run.seed)
        begin_trial.fn(trial)
        first, second = trial.peers[1:]
        assert connected(trial) == {first}
        for too_early_or_late in (
            report_of("running", 1, None),
            report_of("running", 1, 0, (1,)),
            report_of("running", 1, 1),
            report_of("running", 2, 1, (1,)),
            report_of("completed", 1, 1, (1,)),
        ):
            trial.on_progress(too_early_or_late, 0)
            assert connected(trial) == {first} and trial.missed(2) == [1]
        trial.on_progress(report_of("running", 1, 1, (1,)), 0)
        assert connected(trial) == {first, second}
        assert trial.missed(2) == [] and trial.missed(4) == [0]
        trial.on_progress(report_of("running", 0, 0), 2)
        assert trial.missed(4) == []
        assert trial.network.agents["agent-0"].process.wait(10) != 0
        pids = [agent.pid for agent in trial.network.agents.values()]
    assert not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE for pid in pids)


@pytest.fixture(scope="module")
def held(prefect_api: str) -> TrialRun:
    """A trial of one round with each codec: the second agent has a slow line, the third a slow processor, the fourth is killed.

    The fifth joins in the first session's round, the sixth in the second's, which is its last.
    """
    prepare_digits.fn(PROJECT_ROOT)
    agents = (
        TrialAgent(),
        TrialAgent(upload_bytes_per_s=20_000),
        TrialAgent(processor=0.005),
        TrialAgent(upload_bytes_per_s=20_000, killed_in=1),
        TrialAgent(joins_in=0),
        TrialAgent(joins_in=1),
    )
    run = trial_of(agents=agents, num_rounds=1, deadline_s=5.0)
    with trial_network("tests-trial-held", run.params.trial, run.skew.dataset, run.warm_up()) as trial:
        share_out.fn(trial.network, run.skew, run.seed)
        begin_trial.fn(trial)
        warm_up_agents(trial)
        trial.slow_down()
        for method in METHODS:
            run.sessions[method] = train_under_deadline(trial, run.plan(method), run.first_round(method))
    return run


def test_who_takes_part_is_who_the_virtual_clock_foresees(held: TrialRun) -> None:
    predicted = {method: held.predicted(method) for method in METHODS}
    assert predicted == {"fedavg_fp32": ((0,),), "fedavg_int8": ((0, 1, 4),)}
    assert {method: session.participation for method, session in held.sessions.items()} == predicted

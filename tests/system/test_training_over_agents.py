"""Training over real agents, each a process, and what happens to it when they die, stall or stop."""

import signal
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from learning.plan import TrainingPlan, parse_plan
from tests.system.agents import NUM_PARTICIPANTS, AgentNetwork, digit_shards


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    made = AgentNetwork(tmp_path_factory.mktemp("network"), digit_shards(NUM_PARTICIPANTS))
    yield made
    made.stop()


@pytest.fixture
def make_plan():
    def make(**fields) -> TrainingPlan:
        base = {
            "model": {"kind": "mlp", "layer_sizes": [64, 512, 10]},
            "local": {"epochs": 1, "batch_size": 16, "learning_rate": 0.1},
            "codec": "fp32",
            "strategy": {"name": "fedavg"},
            "num_rounds": 3,
            "num_clients": NUM_PARTICIPANTS,
            "clients_per_round": NUM_PARTICIPANTS,
            "min_clients": 1,
            "seed": 5,
        }
        return parse_plan({**base, **fields})

    return make


@pytest.mark.parametrize("codec", ["fp32", "int8", "topk2b-3pct"])
def test_weights_over_libp2p_are_the_simulations_bits(network, make_plan, codec: str) -> None:
    report = network.run(make_plan(codec=codec, client_seeds=(4, 2, 9)))
    assert (report.status, report.participation) == ("completed", ((0, 1, 2),) * 3)
    assert report.weights_sha256 == network.twin_sha256(report)


@pytest.mark.parametrize(
    ("strategy", "local"),
    [
        ({"name": "fedadam", "server_learning_rate": 0.01}, {"epochs": 1, "batch_size": 16, "learning_rate": 0.1}),
        ({"name": "afl", "mixture_learning_rate": 0.02}, {"epochs": 1, "batch_size": 16, "learning_rate": 0.1, "proximal_mu": 0.1}),
    ],
    ids=lambda fields: fields.get("name", ""),
)
def test_strategies_over_libp2p_have_the_simulations_bits(network, make_plan, strategy, local) -> None:
    report = network.run(make_plan(codec="int8", strategy=strategy, local=local))
    assert (report.status, report.participation) == ("completed", ((0, 1, 2),) * 3)
    assert all(entry.state_sha256 is not None for entry in report.rounds)
    assert report.weights_sha256 == network.twin_sha256(report)


def test_another_seed_of_one_client_gives_other_bits(network, make_plan) -> None:
    reports = [network.run(make_plan(num_rounds=1, client_seeds=seeds)) for seeds in ((0, 1, 2), (0, 1, 3))]
    assert reports[0].weights_sha256 != reports[1].weights_sha256


def test_neither_hosts_nor_workers_load_torch_and_hosts_do_not_compute(network, make_plan) -> None:
    network.run(make_plan(num_rounds=1))
    if not Path("/proc/self/maps").exists():
        pytest.skip("no /proc here")
    for agent in (network.coordinator, *network.participants):
        host, worker = (Path(f"/proc/{pid}/maps").read_text() for pid in (agent.pid, agent.client.id().worker_pid))
        assert [name for name in ("torch", "numpy", "openblas") if name in host] == []
        assert ("torch" in worker, "numpy" in worker) == (False, True)


def test_a_participant_killed_in_mid_round_is_named_and_the_session_goes_on(network, make_plan) -> None:
    victim = network.participants[1]

    def kill_in_round_1(session_id: str) -> None:
        network.await_round(session_id, 1)
        victim.process.kill()
        victim.process.wait()

    with network.held(1, in_round=1):
        report = network.run(make_plan(num_rounds=3), during=kill_in_round_1)
    outs = [[(out.client, out.peer, out.code) for out in entry.out] for entry in report.rounds]
    assert report.status == "completed"
    assert outs == [[], *([(1, victim.record.peer_id, code)] for code in ("p2p.peer.lost", "p2p.peer.unreachable"))]
    assert report.weights_sha256 == network.twin_sha256(report)
    network.mend(1)
    assert network.run(make_plan(num_rounds=1)).participation == ((0, 1, 2),)


def test_a_participant_killed_in_mid_round_comes_back_with_what_it_owes(network, make_plan) -> None:
    """It is counted, killed in the next round, started again and counted again: with any other debt the weights would be others."""
    victim = network.participants[1]

    with ExitStack() as held:
        held.enter_context(network.held(0, 1, in_round=2))

        def kill_and_mend(session_id: str) -> None:
            network.await_round(session_id, 2)
            victim.process.kill()
            victim.process.wait()
            network.mend(1)
            held.close()

        report = network.run(make_plan(codec="topk2b-3pct", num_rounds=5), during=kill_and_mend)
    counted = [1 in entry.included for entry in report.rounds]
    assert report.status == "completed"
    assert counted == [True, True, False, True, True]
    assert report.weights_sha256 == network.twin_sha256(report)
    assert [list(agent.home.debts.iterdir()) for agent in network.participants] == [[], [], []]


def test_a_participant_that_has_lost_what_it_owes_is_out_and_says_so(network, make_plan) -> None:
    loser = network.participants[0]

    with ExitStack() as held:
        held.enter_context(network.held(0, in_round=2))

        def lose(session_id: str) -> None:
            network.await_round(session_id, 2)
            for state in loser.home.debts.glob("*/after-*"):
                state.unlink()
            held.close()

        report = network.run(make_plan(codec="sign", num_rounds=4), during=lose)
    assert report.status == "completed"
    outs = [[(out.client, out.code) for out in entry.out] for entry in report.rounds]
    assert outs == [[], [], [(0, "p2p.debt.lost")], [(0, "p2p.debt.lost")]]
    assert report.weights_sha256 == network.twin_sha256(report)


def test_a_stopped_participant_is_late_and_joins_again_when_it_goes_on(network, make_plan) -> None:
    sleeper = network.participants[2]
    tree = [psutil.Process(sleeper.pid), *psutil.Process(sleeper.pid).children()]

    with ExitStack() as held:
        held.enter_context(network.held(2, in_round=1))

        def stop_for_a_round(session_id: str) -> None:
            network.await_round(session_id, 1)
            for process in tree:
                process.send_signal(signal.SIGSTOP)
            held.close()
            network.await_report(session_id, lambda report: any(entry.out for entry in report.rounds))
            for process in reversed(tree):
                process.send_signal(signal.SIGCONT)

        report = network.run(make_plan(num_rounds=40), round_timeout_s=3.0, during=stop_for_a_round)
    codes = {out.code for entry in report.rounds for out in entry.out}
    assert report.status == "completed"
    assert codes <= {"p2p.round.late", "p2p.peer.lost", "p2p.peer.unreachable"}
    assert codes
    assert report.rounds[-1].included == (0, 1, 2)
    assert report.weights_sha256 == network.twin_sha256(report)


def test_a_session_without_enough_participants_fails_and_says_why(network, make_plan) -> None:
    victim = network.participants[0]

    def kill(session_id: str) -> None:
        network.await_round(session_id, 1)
        victim.process.kill()
        victim.process.wait()

    with network.held(0, in_round=1):
        report = network.run(make_plan(num_rounds=3, min_clients=3), during=kill)
    assert (report.status, report.error.code) == ("failed", "p2p.session.too_few")
    assert "client 0: p2p.peer." in report.error.message
    network.mend(0)


def test_participants_of_a_coordinator_that_died_are_ready_for_its_next_session(network, make_plan) -> None:
    begun: list[str] = []

    def die(session_id: str) -> None:
        begun.append(session_id)
        network.await_round(session_id, 0)
        network.coordinator.process.kill()
        network.coordinator.process.wait()
        raise InterruptedError

    with network.held(0, in_round=0), pytest.raises(InterruptedError):
        network.run(make_plan(), during=die)
    network.coordinator = network.start("coordinator")
    network.coordinator.client.cancel_session(begun[0])
    network.await_report(begun[0], lambda report: report.status == "cancelled")
    report = network.run(make_plan())
    assert (report.status, report.participation) == ("completed", ((0, 1, 2),) * 3)

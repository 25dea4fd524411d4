from random import Random

import pytest

from core.signing.keys import SigningKey
from p2p.agent.asking.patience import FIRST_WAIT_S, MAX_REMEMBERED, MAX_WAIT_S, FailingPeers, is_worth_another, wait_s
from p2p.errors import PeerRefusedError, PeerUntrustedError, StreamClosedError, TaskBusyError, TaskTimeoutError, TaskUnknownError

PEER = SigningKey.from_seed(b"1" * 32).peer_id
BUSY = TaskBusyError("busy", retry_after_ms=2000)


@pytest.mark.parametrize("error", [BUSY, StreamClosedError("x"), TaskTimeoutError("x"), PeerRefusedError("x", retry_after_ms=0)])
def test_what_may_pass_is_worth_another_attempt(error):
    assert is_worth_another(error)


@pytest.mark.parametrize("error", [PeerUntrustedError("x"), TaskUnknownError("x"), PeerRefusedError("x")])
def test_what_will_not_pass_is_not(error):
    assert not is_worth_another(error)


def test_waits_grow_to_a_bound_and_are_not_in_step():
    waits = [[wait_s(failures, [StreamClosedError("x")], Random(seed)) for failures in range(1, 30)] for seed in range(20)]
    assert len({of_one[0] for of_one in waits}) == 20
    for of_one in waits:
        assert FIRST_WAIT_S / 2 <= of_one[0] <= FIRST_WAIT_S * 1.5
        assert MAX_WAIT_S / 2 <= of_one[-1] <= MAX_WAIT_S * 1.5


def test_a_wait_is_no_shorter_than_the_first_of_the_busy_ones_asks_for():
    later = TaskBusyError("busy", retry_after_ms=9000)
    for seed in range(20):
        assert 2.0 <= wait_s(1, [later, BUSY, StreamClosedError("x")], Random(seed)) <= 2.4


def test_a_peer_that_failed_is_remembered_for_a_while_and_for_that_task():
    failing = FailingPeers()
    failing.note(PEER, "echo", StreamClosedError("x"), 100.0)
    assert failing.is_failing(PEER, "echo", 101.0)
    assert not failing.is_failing(PEER, "train", 101.0)
    assert not failing.is_failing(PEER, "echo", 200.0)
    failing.forgive(PEER, "echo")
    assert not failing.is_failing(PEER, "echo", 101.0)
    failing.note(PEER, "echo", BUSY, 100.0)
    assert (failing.is_failing(PEER, "echo", 101.9), failing.is_failing(PEER, "echo", 102.0)) == (True, False)


def test_the_memory_of_failing_peers_is_bounded():
    failing = FailingPeers()
    for number in range(MAX_REMEMBERED + 5):
        failing.note(PEER, str(number), StreamClosedError("x"), 0.0)
    assert not failing.is_failing(PEER, "4", 1.0)
    assert failing.is_failing(PEER, "5", 1.0)

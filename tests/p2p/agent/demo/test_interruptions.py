import os
import signal

import pytest

from p2p.agent.demo.interruptions import InterruptedBySignalError, Interruptions


@pytest.fixture(autouse=True)
def interruptible():
    """Ctrl-C as a terminal's program has it."""
    old = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, old)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_an_allowed_block(number) -> None:
    with Interruptions() as interruptions, pytest.raises(InterruptedBySignalError) as interrupted, interruptions.allowed():
        os.kill(os.getpid(), number)
    assert interrupted.value.number == number


def test_a_signal_outside_waits_for_the_next_allowed_block() -> None:
    with Interruptions() as interruptions:
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(InterruptedBySignalError), interruptions.allowed():
            pytest.fail("the block must not begin")


def test_tidying_up_after_an_interruption_is_not_interrupted() -> None:
    steps = []

    def work() -> None:
        try:
            with interruptions.allowed():
                os.kill(os.getpid(), signal.SIGINT)
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            steps.append("tidied up")

    with Interruptions() as interruptions, pytest.raises(InterruptedBySignalError):
        work()
    assert steps == ["tidied up"]


def test_no_except_exception_holds_an_interruption_up() -> None:
    assert not issubclass(InterruptedBySignalError, Exception)


def test_the_old_handlers_come_back_and_ignored_signals_stay_ignored() -> None:
    hup = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Interruptions() as interruptions, interruptions.allowed():
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGHUP, hup)

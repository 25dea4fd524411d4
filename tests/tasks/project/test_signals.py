"""A signal interrupts once, and what handled it before does so again."""

import os
import signal

import pytest

from tasks.project.signals import signals_interrupt


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_interrupts_and_a_second_does_not_cut_the_tidying_short(number: signal.Signals) -> None:
    tidied: list[bool] = []

    def work() -> None:
        try:
            os.kill(os.getpid(), number)
        finally:
            os.kill(os.getpid(), number)
            tidied.append(True)

    with pytest.raises(KeyboardInterrupt), signals_interrupt():
        work()
    assert tidied


def test_the_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with signals_interrupt():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before

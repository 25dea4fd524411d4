"""Steps are announced in order and a failure is never swallowed."""

import itertools

import pytest

from tasks.gate.steps import StepLog


def make_log() -> tuple[StepLog, list[str]]:
    said: list[str] = []
    ticks = itertools.count()
    return StepLog("smoke", lambda: float(next(ticks)), said.append), said


def test_a_step_that_ends_is_ok_with_its_duration_and_detail() -> None:
    log, said = make_log()
    with log.step("agents") as step:
        step.detail = "5 ready"
    assert said == ["[smoke] agents: ok (1.0 s) 5 ready"]
    assert log.steps[0].ok and log.steps[0].duration_s == 1.0


def test_a_step_that_raises_is_failed_and_the_error_goes_on() -> None:
    log, said = make_log()
    with pytest.raises(ValueError, match="no peers"), log.step("discovery"):
        raise ValueError("no peers")
    assert not log.steps[0].ok
    assert said == ["[smoke] discovery: FAILED (1.0 s) ValueError: no peers"]


def test_an_interrupted_step_is_failed() -> None:
    log, said = make_log()
    with pytest.raises(KeyboardInterrupt), log.step("twin"):
        raise KeyboardInterrupt
    assert said == ["[smoke] twin: FAILED (1.0 s) KeyboardInterrupt"]

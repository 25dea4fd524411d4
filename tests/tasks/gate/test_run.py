"""A run is begun from what is there now, and a failed step does not hide what was found before it."""

import pytest

from gates.catalogue import SMOKE
from gates.errors import DataMissingError
from tasks.evidence.sources import digest_sources
from tasks.gate.run import GateRun, begin_gate
from tasks.gate.steps import StepLog


def begun(published) -> GateRun:
    return GateRun(SMOKE, "reduced", "r", digest_sources(published.root, SMOKE, "reduced"), StepLog("smoke", lambda: 0.0, lambda _: None))


def test_a_failed_step_is_recorded_and_the_run_goes_on_to_its_verdict(published):
    run = begun(published)
    with run.failures_recorded(), run.step("train"):
        raise ValueError("no peers")
    assert [(step.name, step.ok) for step in run.log.steps] == [("train", False)]


def test_an_error_outside_a_step_is_not_swallowed(published):
    with pytest.raises(ValueError, match="our own"), begun(published).failures_recorded():
        raise ValueError("our own bug")


def test_a_run_cannot_begin_without_its_inputs(published, monkeypatch):
    monkeypatch.setattr("tasks.gate.run.PROJECT_ROOT", published.root)
    (published.root / SMOKE.inputs["reduced"][0]).unlink()
    with pytest.raises(DataMissingError):
        begin_gate.fn(SMOKE, "reduced", "r")

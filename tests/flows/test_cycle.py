"""The gates of a rehearsal's cycle: each has a flow, its part of the parameters and floors that it is judged by."""

from importlib import import_module

import pytest

from flows.cycle import rehearse_gates
from gates.catalogue import EVERY_PROFILE, GATES, PROFILES, REHEARSAL
from gates.judges import JUDGEMENTS
from gates.verdicts.judgement import in_mode
from tasks.cohort.cycle import CYCLE_GATES
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT

REHEARSED = (*CYCLE_GATES, "calibration")


@pytest.mark.parametrize("name", REHEARSED)
def test_every_gate_of_a_cycle_can_be_rehearsed(name: str) -> None:
    gate_flow = getattr(import_module(f"flows.{name}"), f"{name}_gate")
    part = getattr(load_project(PROJECT_ROOT), name)
    assert part.of(REHEARSAL) is not None
    gate_flow.validate_parameters(
        {"run_id": "run-1", "profile": REHEARSAL, "params": part, "limits": in_mode(JUDGEMENTS[name].floors, REHEARSAL)}
    )


def test_those_gates_alone_have_the_profile_by_which_nothing_is_judged() -> None:
    assert {gate.name for gate in GATES.values() if REHEARSAL in gate.inputs} == set(REHEARSED)
    assert set(EVERY_PROFILE) - set(PROFILES) == {REHEARSAL}


def test_nothing_due_is_no_failure() -> None:
    rehearse_gates("run-1", (), load_project(PROJECT_ROOT))

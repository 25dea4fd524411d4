"""A cycle leaves a log, metrics that follow from its artifacts, and a health with its reasons, whatever its gates do."""

import json
from datetime import timedelta

import pytest

from core.units import format_utc
from gates.catalogue import REHEARSAL
from gates.cohort.bundle.members import LOG, METRICS, SIZES, check_content
from tasks.cohort.cycle import CYCLE_GATES, due_gates, log_bytes, run_cycle
from tasks.cohort.packing import pack
from tasks.cohort.volunteer import record_up
from tasks.evidence.local_identity import local_key
from tests.gates.mutations import put, sample
from tests.tasks.cohort.volunteer_node import RUN_AT, Volunteer, make_volunteer

LATER = RUN_AT + timedelta(hours=1)


@pytest.fixture
def volunteer(tmp_path) -> Volunteer:
    made = make_volunteer(tmp_path)
    record_up(made.folder, RUN_AT, LATER)
    return made


def smoke_runs(volunteer: Volunteer, **changes: object):
    """Gates of which smoke alone has to run."""

    def run_gates(say) -> int:
        say("[smoke] agents: ok\x1b[2J")
        content = {**sample("smoke"), **changes}
        volunteer.project.publish("smoke", content, key=local_key(), git_commit="a1b2c3d", generated_utc=format_utc(LATER))
        return 0 if content["ok"] else 1

    return run_gates


def cycle_of(volunteer: Volunteer, run_gates):
    return run_cycle(volunteer.project.root, volunteer.folder, "reduced", run_gates, now=lambda: LATER)


def test_a_good_cycle_is_green_and_can_be_packed(volunteer: Volunteer):
    found = cycle_of(volunteer, smoke_runs(volunteer))
    assert (found.ok, found.health.colour, found.health.reasons, found.error) == (True, "green", (), None)
    log = (volunteer.folder.root / "cycle.log").read_bytes()
    check_content(LOG, log)
    assert b"[smoke] agents: ok" in log and b"exit status 0" in log
    assert json.loads((volunteer.folder.root / METRICS).read_bytes())["health"]["last_cycle_ok"] is True
    assert pack(volunteer.project.root, volunteer.folder, "reduced", now=LATER).exists()


def test_a_gate_that_fails_is_told_and_the_cycle_is_kept(volunteer: Volunteer):
    volunteer.project.publish(
        "baseline", put(sample("baseline"), "methods.fedavg_int8.accuracy_mean", 0.5), key=local_key(), git_commit="a1b2c3d"
    )
    found = cycle_of(volunteer, smoke_runs(volunteer, ok=False))
    assert (found.ok, found.health.colour, found.exit_status) == (False, "red", 1)
    assert found.health.reasons == ("red: the last cycle failed", "yellow: 2 gates have not passed")


def test_an_older_cycles_success_is_not_this_ones(volunteer: Volunteer):
    assert cycle_of(volunteer, smoke_runs(volunteer)).ok
    found = run_cycle(volunteer.project.root, volunteer.folder, "reduced", lambda _: 1, now=lambda: LATER + timedelta(minutes=1))
    assert found.error is not None and found.error.code == "tasks.volunteer.cycle_failed"
    assert (found.metrics, found.health.colour) == (None, "red")
    assert found.as_json()["ok"] is False and not (volunteer.folder.root / METRICS).exists()


def test_a_cycle_that_is_interrupted_keeps_its_log(volunteer: Volunteer):
    def interrupted(say) -> int:
        say("begun")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cycle_of(volunteer, interrupted)
    assert b"begun" in (volunteer.folder.root / "cycle.log").read_bytes()


def test_a_log_is_cut_to_what_a_bundle_may_hold():
    raw = log_bytes([f"line {number}\t\x00 of many" for number in range(100_000)])
    assert len(raw) <= SIZES[LOG] and raw.endswith(b"line 99999   of many\n")
    check_content(LOG, raw)
    assert raw.decode().splitlines()[0].startswith("…")


def test_smoke_is_always_due_and_the_others_where_they_are_missing_or_stale(volunteer: Volunteer):
    root = volunteer.project.root
    assert due_gates(root, "reduced") == ("smoke",)
    (volunteer.project.reports() / "baseline_metrics.json").write_text("{}")
    assert due_gates(root, "reduced") == ("smoke", "baseline")
    assert set(due_gates(root, REHEARSAL)) == {*CYCLE_GATES, "calibration"}
    assert due_gates(root, REHEARSAL)[0] == "calibration"


def test_a_calibration_that_has_to_run_brings_those_that_read_it(volunteer: Volunteer):
    (volunteer.project.reports() / "calibration.json").unlink()
    assert due_gates(volunteer.project.root, "reduced") == ("calibration", "smoke", "fairness", "utility_fairness")

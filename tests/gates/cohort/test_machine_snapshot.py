"""Snapshots are compared only where they are of machines of their own, and have the same scores."""

from datetime import UTC, datetime

import pytest

from core.errors import CodedError
from gates.cohort.machine_snapshot import SnapshotFile, compare, parse_snapshot, scores_due, scores_of
from gates.judges import JUDGEMENTS, judge_artifact
from tests.gates.mutations import sample

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
GATES = ("smoke", "baseline", "classification", "adapter", "fairness", "reproducibility")
CONTENTS = {gate: sample(gate) for gate in GATES}


def snapshot(number: int, **changes: object) -> SnapshotFile:
    scores = scores_of(CONTENTS)
    fields = {
        "schema_version": 1,
        "generated_utc": "2026-01-31T12:00:00Z",
        "label": f"machine-{number}",
        "machine_id": str(number) * 8,
        "rehearsal": False,
        "profile": "reduced",
        "passed": True,
        "scores": {name: mean for name, (mean, _) in scores.items()},
        "stds": {name: std for name, (_, std) in scores.items()},
        "gates": dict.fromkeys(GATES, "done"),
        "artifacts": {"smoke_summary.json": "a" * 64},
    }
    return SnapshotFile.model_validate({**fields, **changes})


MACHINES = [snapshot(number) for number in range(3)]


def code_of(snapshots: list[SnapshotFile]) -> str:
    with pytest.raises(CodedError) as caught:
        compare(snapshots, now=NOW)
    return caught.value.code


def test_every_score_of_the_gates_is_read_off_their_artifacts_with_its_deviation():
    scores = scores_of(CONTENTS)
    assert set(scores) == scores_due(CONTENTS)
    assert scores["baseline_int8_accuracy"] == (0.97, 0.002)
    assert scores["smoke_int8_accuracy"] == pytest.approx((0.965, 0.0))
    assert scores["overall_score"][0] == pytest.approx(0.9302)


def test_a_gate_that_did_not_run_owes_no_score_and_a_figure_that_is_missing_is_none():
    assert scores_due({"smoke": "done"}) == {"smoke_int8_accuracy"}
    assert scores_of({"smoke": {"seeds": None}, "baseline": {"methods": {"fedavg_int8": {"accuracy_mean": 0.9}}}}) == {}


def test_machines_that_agree_pass_and_the_ranges_follow_from_their_scores():
    apart = [*MACHINES[:2], snapshot(2, scores={**MACHINES[2].scores, "overall_score": 0.85})]
    found = compare(apart, now=NOW)
    assert found.rehearsal is False
    assert found.score_ranges["overall_score"] == pytest.approx(0.0802)
    assert judge_artifact("machine_comparison", found.model_dump(mode="json"), JUDGEMENTS["machine_comparison"].floors).ok


def test_two_snapshots_of_one_machine_are_refused_and_a_rehearsal_says_that_it_is_one():
    twice = [*MACHINES[:2], snapshot(2, machine_id="00000000")]
    assert code_of(twice) == "gates.snapshot.repeated"
    rehearsed = compare([one.model_copy(update={"rehearsal": True}) for one in twice], now=NOW)
    assert rehearsed.rehearsal is True


def test_a_rehearsal_does_not_pass_for_a_machine():
    assert code_of([*MACHINES[:2], snapshot(2, rehearsal=True)]) == "gates.snapshot.rehearsal"


@pytest.mark.parametrize(
    "changes",
    [{"profile": "full"}, {"gates": {"smoke": "done"}}, {"scores": {"overall_score": 0.9}}, {"stds": {}}],
)
def test_snapshots_that_are_not_alike_are_refused(changes):
    assert code_of([*MACHINES[:2], snapshot(2, **changes)]) == "gates.snapshot.unlike"


def test_fewer_than_three_do_not_pass():
    for few in ([], MACHINES[:2]):
        found = compare(few, now=NOW).model_dump(mode="json")
        assert not judge_artifact("machine_comparison", found, JUDGEMENTS["machine_comparison"].floors).ok


@pytest.mark.parametrize("raw", [b"", b"[]", b'{"schema_version": 1}', b"\xff"])
def test_what_is_no_snapshot_is_refused_by_code(raw):
    with pytest.raises(CodedError) as caught:
        parse_snapshot(raw)
    assert caught.value.code == "gates.snapshot.invalid"
    assert parse_snapshot(MACHINES[0].model_dump_json().encode()) == MACHINES[0]

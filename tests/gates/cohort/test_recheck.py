"""What a maintainer finds on looking again decides whether a bundle passed."""

import pytest

from gates.cohort.recheck import compare_rerun, has_seeds, rechecked, stated_figures, unlike_rerun
from gates.cohort.rechecked import MAX_DETAIL, Recheck
from tests.gates.cohort.receipts import receipt
from tests.gates.mutations import put, sample

SEEDS = [{"seed": 3, "accuracy": 0.9, "macro_f1": 0.8, "fp32_accuracy": 0.97, "int8_accuracy": 0.96}]


@pytest.mark.parametrize(
    ("gate", "figures"),
    [
        ("classification", {"accuracy": 0.9, "macro_f1": 0.8}),
        ("smoke", {"fp32_accuracy": 0.97, "int8_accuracy": 0.96}),
        ("baseline", {"methods.fedavg_int8.accuracy_mean": 0.97}),
    ],
)
def test_what_an_artifact_states_is_read_at_the_seed(gate: str, figures: dict):
    artifact = {**sample(gate), "seeds": SEEDS} if gate != "baseline" else put(sample(gate), "methods.fedavg_int8.accuracy_mean", 0.97)
    assert stated_figures(gate, artifact, 3) == figures
    if gate != "baseline":
        assert stated_figures(gate, artifact, 4) == stated_figures(gate, {"seeds": "x"}, 3) == {}


@pytest.mark.parametrize(
    ("rows", "is_whole"),
    [
        ([0, 1], True),
        ([1, 0], True),
        ([0], False),
        ([0, 1, 1], False),
        ([0, 1, 2], False),
        ([0, 0], False),
        (None, False),
        (["x", {}], False),
    ],
)
def test_seeds_that_are_repeated_or_made_up_beside_the_true_ones_do_not_hide_what_moves_the_means(rows, is_whole: bool):
    artifact = {"seeds": rows and [{"seed": seed, "accuracy": 1.0} for seed in rows]}
    assert has_seeds("classification", artifact, (0, 1)) == is_whole
    assert has_seeds("baseline", artifact, (0, 1))


@pytest.mark.parametrize(
    ("stated", "outcome"), [(0.95, "same"), (0.969, "same"), (0.931, "same"), (0.98, "differs"), (0.9, "differs"), (None, "unlike")]
)
def test_figures_within_the_tolerance_are_the_same(stated: float | None, outcome: str):
    said = {} if stated is None else {"accuracy": stated}
    assert compare_rerun("classification", 1, said, {"accuracy": 0.95}, 0.02).outcome == outcome


def looked(rerun=None, **verdicts: str) -> Recheck:
    return Recheck(judged_by="contract", verdicts=verdicts, rate=1.0, gates=("smoke",), secret_commitment="0" * 64, rerun=rerun)


def test_a_bundle_passes_where_every_gate_did_and_the_figures_were_found_again():
    found = rechecked(receipt(), looked(compare_rerun("smoke", 0, {"a": 0.9}, {"a": 0.9}, 0.02), smoke="", baseline=""))
    assert (found.status, found.failure_reason, found.failures) == ("passed", "", ())
    assert found.model_validate_json(found.model_dump_json(), strict=True) == found


@pytest.mark.parametrize(
    ("rerun", "code"),
    [
        (compare_rerun("smoke", 0, {"a": 0.99}, {"a": 0.9}, 0.02), "rerun_differs"),
        (unlike_rerun("smoke", 0, "another data/x than ours\x00", 0.02), "rerun_unlike"),
        (None, "gate_failed"),
    ],
)
def test_each_failure_is_told_to_machines_and_to_people(rerun, code: str):
    found = rechecked(receipt(), looked(rerun, smoke="" if rerun else "ok: false"))
    assert (found.status, [(one.code, one.gate) for one in found.failures]) == ("failed", [(code, "smoke")])
    assert found.failure_reason.startswith("smoke: ") and found.failure_reason.isprintable()


def test_a_reason_is_bounded_whatever_a_volunteer_says():
    assert len(unlike_rerun("smoke", 0, "x" * 10_000, 0.02).detail) == MAX_DETAIL

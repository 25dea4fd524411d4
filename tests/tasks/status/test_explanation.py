"""Explanations over signed files: the seed that pulled a mean down comes from the frame, where the frame can be believed."""

import hashlib
import json

import pytest

from core.errors import CodedError
from tasks.project.all_parameters import load_project
from tasks.reports.frames import Measured, frame_bytes, tidy_frame
from tasks.status.explanation import explain_gate, list_gates
from tests.gates.mutations import sample
from tests.tasks.signed_project import ARTIFACTS, SignedProject, make_project

INT8 = "methods.fedavg_int8.accuracy_mean"


@pytest.fixture
def project(tmp_path) -> SignedProject:
    return make_project(tmp_path / "project")


def explained(project: SignedProject, gate: str):
    return explain_gate(project.root, "reduced", load_project(project.root).limits, gate)


def weak_baseline() -> tuple[dict, bytes]:
    content = sample("baseline")
    content["methods"]["fedavg_int8"]["accuracy_mean"] = 0.90
    values = {0: 0.97, 1: 0.72, 2: 0.97, 3: 0.97, 4: 0.87}
    rows = [Measured("fedavg_int8", "accuracy", value, seed=seed) for seed, value in values.items()]
    rows += [Measured("fedavg_int8", "accuracy", 0.1, seed=4, round=0), Measured("fedavg_fp32", "accuracy", 0.2, seed=2)]
    return content, frame_bytes(tidy_frame("baseline", rows))


def test_the_seed_that_pulled_a_mean_below_its_limit_is_named(project):
    content, frame = weak_baseline()
    project.publish("baseline", content, frame=frame)
    miss = next(miss for miss in explained(project, "baseline").misses if miss.metric == INT8)
    assert (miss.limit, miss.seed) == (0.95, 1)
    assert miss.missed_by == pytest.approx(0.05)


@pytest.mark.parametrize("frame", [b"no frame", b""])
def test_without_a_readable_frame_no_seed_is_named(project, frame):
    project.publish("baseline", weak_baseline()[0], frame=frame)
    miss = next(miss for miss in explained(project, "baseline").misses if miss.metric == INT8)
    assert miss.seed is None


def test_a_frame_whose_evidence_is_at_fault_is_not_read(project):
    content, frame = weak_baseline()
    project.publish("baseline", content, frame=frame)
    (project.reports() / "baseline_metrics.json").write_text(json.dumps(content) + " ")
    found = explained(project, "baseline")
    assert {miss.seed for miss in found.misses} <= {None}
    assert [change["code"] for change in found.changed] == ["gates.evidence.altered"]


def test_the_changed_input_is_named(project):
    project.publish("smoke")
    (project.root / "core" / "module.py").write_text("changed")
    assert ("gates.evidence.stale", "core/module.py") in [
        (change["code"], change["name"]) for change in explained(project, "smoke").changed
    ]


def test_a_gate_that_the_tree_does_not_have_is_refused_with_those_that_it_has(project):
    with pytest.raises(CodedError) as caught:
        explained(project, "coffee")
    assert caught.value.code == "gates.gate.unknown"
    assert "baseline" in str(caught.value)


def test_the_list_has_every_gate_with_its_state_and_age(project):
    project.publish("baseline")
    rows = {row.gate: row for row in list_gates(project.root, "reduced", load_project(project.root).limits)}
    assert list(rows) == list(ARTIFACTS)
    assert (rows["baseline"].state, rows["baseline"].run_utc, rows["baseline"].signer) == ("done", "2026-01-01T00:00:00Z", "release key")
    assert (rows["adapter"].state, rows["adapter"].worst, rows["adapter"].run_utc) == ("pending", None, None)


def test_a_gate_beyond_the_goal_tree_is_explained_too(project):
    found = explained(project, "calibration")
    assert (found.state, found.artifact) == ("pending", "reports/calibration.json")


def test_every_claim_is_traced_to_the_digests_of_what_was_signed(project):
    project.publish("baseline")
    found = explained(project, "baseline")
    assert next(row.limit for row in found.claims if row.metric == INT8) == 0.95
    assert found.sha256 == hashlib.sha256((project.reports() / "baseline_metrics.json").read_bytes()).hexdigest()
    assert (found.signer, found.run_id) == ("release key", "run-1")
    assert found.sources is not None
    assert {one.name: one.sha256 for one in found.sources.inputs}["requirements.lock"] == hashlib.sha256(
        (project.root / "requirements.lock").read_bytes()
    ).hexdigest()
    assert "core/module.py" in {one.name for one in found.sources.code}
    assert json.dumps(found.as_json())

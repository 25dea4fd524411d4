"""What is said of a gate follows from signed files: a byte, a stranger, a changed input or a lowered limit shows by name."""

import json

import pytest

from core.signing.keys import SigningKey
from gates.goals import sub_goals
from gates.status import state_of
from tasks.evidence.local_identity import local_key
from tasks.project.all_parameters import load_project
from tasks.status.gate_states import read_gate_states
from tests.gates.mutations import sample
from tests.tasks.signed_project import ARTIFACTS, SignedProject, make_project

GATES = sorted(ARTIFACTS)
PARTS = {part.gate: part for part in sub_goals()}


@pytest.fixture
def project(tmp_path) -> SignedProject:
    return make_project(tmp_path / "project")


def told(project: SignedProject, gate: str, profile="reduced") -> tuple[str, str]:
    states = read_gate_states(project.root, profile, load_project(project.root).limits)
    return state_of(PARTS[gate], states[gate])


def replace_in(project: SignedProject, name: str, old: str, new: str) -> None:
    path = project.root / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize("gate", GATES)
def test_a_good_signed_artifact_is_done(project, gate):
    project.publish(gate)
    assert told(project, gate)[0] == "done", told(project, gate)


def test_a_project_without_reports_is_pending_everywhere(project):
    assert {told(project, gate)[0] for gate in ARTIFACTS} == {"pending"}


@pytest.mark.parametrize("gate", GATES)
def test_one_changed_byte_blocks_and_the_artifact_is_named(project, gate):
    project.publish(gate)
    path = project.reports() / ARTIFACTS[gate]
    content = bytearray(path.read_bytes())
    content[-2] ^= 1
    path.write_bytes(content)
    state, detail = told(project, gate)
    assert state == "blocked"
    assert "gates.evidence.altered" in detail and ARTIFACTS[gate] in detail


@pytest.mark.parametrize("gate", GATES)
def test_an_artifact_signed_again_by_a_stranger_blocks_and_the_stranger_is_named(project, gate):
    stranger = SigningKey.generate()
    project.publish(gate, key=stranger)
    state, detail = told(project, gate)
    assert state == "blocked"
    assert "gates.evidence.untrusted" in detail and stranger.peer_id in detail


def test_an_artifact_without_evidence_is_blocked(project):
    project.publish("baseline")
    (project.reports() / "baseline_metrics.dsse.json").unlink()
    state, detail = told(project, "baseline")
    assert (state, "gates.evidence.unsigned" in detail) == ("blocked", True)


def test_evidence_without_its_artifact_is_pending(project):
    project.publish("baseline")
    (project.reports() / ARTIFACTS["baseline"]).unlink()
    assert told(project, "baseline")[0] == "pending"


def test_a_changed_input_blocks_and_is_named(project):
    project.publish("smoke")
    (project.root / "core" / "module.py").write_text("changed")
    state, detail = told(project, "smoke")
    assert state == "blocked"
    assert "gates.evidence.stale" in detail and "core/module.py" in detail


def test_a_signed_artifact_that_misses_our_limit_is_blocked_by_the_metrics_name(project):
    content = sample("baseline")
    content["methods"]["fedavg_int8"]["accuracy_mean"] = 0.90
    project.publish("baseline", content)
    state, detail = told(project, "baseline")
    assert state == "blocked"
    assert "methods.fedavg_int8.accuracy_mean" in detail


def test_limits_that_were_lowered_below_the_floors_do_not_help(project):
    for old, new in (("min_int8_accuracy: 0.95", "min_int8_accuracy: 0.1"), ("max_accuracy_drop: 0.01", "max_accuracy_drop: 0.9")):
        replace_in(project, "params.yaml", old, new)
    content = sample("baseline")
    content["methods"]["fedavg_int8"]["accuracy_mean"] = 0.5
    project.publish("baseline", content)
    state, detail = told(project, "baseline")
    assert state == "blocked"
    assert "methods.fedavg_int8.accuracy_mean" in detail and "floor" in detail


@pytest.mark.parametrize("content", [b"[]", b"{", b"\xff", b"", b"[" * 100_000])
def test_what_is_no_json_object_is_blocked(project, content):
    project.publish("baseline", content)
    assert told(project, "baseline")[0] == "blocked"


def test_nan_in_an_artifact_is_named(project):
    content = json.dumps(sample("classification")).replace("0.95", "NaN", 1).encode()
    project.publish("classification", content)
    state, detail = told(project, "classification")
    assert (state, "accuracy" in detail) == ("blocked", True)


def test_the_signer_is_named_and_the_local_identity_as_such(project):
    project.publish("smoke")
    project.publish("baseline", key=local_key())
    states = read_gate_states(project.root, "reduced", load_project(project.root).limits)
    assert (states["smoke"].signer, states["baseline"].signer) == ("release key", "local identity")


def test_each_profile_has_its_own_artifacts(project):
    content = sample("benchmark")
    content["config"] |= {"mode": "full", "repeats": 3}
    for entry in content["benchmarks"]:
        entry["repeats"] = 3
    project.publish("benchmark", content, profile="full")
    assert told(project, "benchmark")[0] == "pending"
    assert told(project, "benchmark", "full")[0] == "done", told(project, "benchmark", "full")


def test_an_artifact_of_another_profile_is_blocked(project):
    project.publish("smoke", profile="full")
    for path in project.reports("full").iterdir():
        path.rename(project.reports() / path.name)
    state, detail = told(project, "smoke")
    assert (state, "profile" in detail) == ("blocked", True)

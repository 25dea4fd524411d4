import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from cli.gates import _age, gates
from tasks.reports.frames import Measured, frame_bytes, tidy_frame
from tests.gates.mutations import sample
from tests.tasks.signed_project import ARTIFACTS, SignedProject, make_project

NOW = datetime(2026, 1, 3, tzinfo=UTC)


@pytest.fixture
def project(tmp_path) -> SignedProject:
    return make_project(tmp_path / "project")


def run(project: SignedProject, *arguments: str):
    return CliRunner().invoke(gates, [*arguments, "--project", str(project.root)])


def weak(project: SignedProject) -> None:
    """A signed baseline whose seed 2 pulls the int8 accuracy below our limit."""
    content = sample("baseline")
    content["methods"]["fedavg_int8"]["accuracy_mean"] = 0.94
    values = (0.97, 0.97, 0.82, 0.97, 0.97)
    frame = tidy_frame("baseline", [Measured("fedavg_int8", "accuracy", value, seed=seed) for seed, value in enumerate(values)])
    project.publish("baseline", content, frame=frame_bytes(frame))


def test_the_list_has_a_line_for_each_gate(project):
    project.publish("baseline")
    result = run(project, "list")
    assert result.exit_code == 0
    assert all(gate in result.output for gate in ARTIFACTS)


def test_the_list_as_json_has_state_room_age_profile_and_artifact(project):
    project.publish("baseline")
    rows = {row["gate"]: row for row in json.loads(run(project, "list", "--json").stdout)}
    found = rows["baseline"]
    assert (found["state"], found["profile"], found["artifact"]) == ("done", "reduced", "baseline_metrics.json")
    assert found["worst"]["margin"] >= 0
    assert found["run_utc"] == "2026-01-01T00:00:00Z"
    assert (rows["adapter"]["state"], rows["adapter"]["worst"]) == ("pending", None)


def test_an_explanation_names_the_metric_the_limit_the_distance_and_the_seed(project):
    weak(project)
    result = run(project, "explain", "baseline")
    assert result.exit_code == 0
    line = next(line for line in result.output.splitlines() if "fedavg_int8.accuracy_mean" in line)
    assert "our limit >= 0.95, missed by 0.01, seed 2" in line
    assert "reports/baseline_metrics.dsse.json" in result.output
    assert "seeds 0, 1, 2, 3, 4, signed by release key" in result.output


def test_an_explanation_names_the_changed_input_and_how_to_run_the_gate_again(project):
    project.publish("smoke")
    (project.root / "core" / "module.py").write_text("changed")
    output = run(project, "explain", "smoke").output
    assert "the code core" in output and "[gates.evidence.stale]" in output
    assert "run it: .venv/bin/dvc repro -f --no-run-cache smoke" in output


def test_an_explanation_as_json_says_what_the_text_says(project):
    weak(project)
    found = json.loads(run(project, "explain", "baseline", "--json").stdout)
    miss = next(miss for miss in found["misses"] if miss["metric"] == "methods.fedavg_int8.accuracy_mean")
    assert (miss["limit"], miss["seed"], miss["of"]) == (0.95, 2, "ours")
    assert (found["state"], found["evidence"]) == ("blocked", "reports/baseline_metrics.dsse.json")


def test_a_gate_that_has_not_run_says_what_to_do(project):
    output = run(project, "explain", "smoke").output
    assert output.splitlines() == [
        "smoke is pending in the profile reduced: smoke_summary.json is missing: the gate has not run",
        "run it: .venv/bin/dvc repro -f --no-run-cache smoke",
    ]


def test_an_unknown_gate_is_refused_with_its_code(project):
    result = run(project, "explain", "coffee", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["code"] == "gates.gate.unknown"


@pytest.mark.parametrize(
    ("run_utc", "age"),
    [("2026-01-02T23:59:15Z", "45 s"), ("2026-01-02T23:00:00Z", "1 h"), ("2026-01-01T00:00:00Z", "2 d"), (None, "–"), ("yesterday", "–")],
)
def test_the_age_is_that_of_the_run(run_utc, age):
    assert _age(run_utc, NOW) == age


def test_a_gate_that_cannot_be_run_is_refused_before_anything_runs(project):
    result = run(project, "run", "coffee", "--json")
    assert result.exit_code == 1
    error = json.loads(result.stdout)["error"]
    assert (error["code"], error["context"]) == ("gates.gate.unknown", {"gate": "coffee"})
    assert "baseline" in error["message"]


def test_an_explanation_traces_each_claim_to_its_artifact_evidence_sources_and_signer(project):
    project.publish("baseline")
    said = run(project, "explain", "baseline").output
    steps = (
        "signed by release key",
        "artifact reports/baseline_metrics.json, sha256",
        "claims methods.fedavg_int8.accuracy_mean 0.97 >= 0.95",
    )
    steps += (
        "evidence reports/baseline_metrics.dsse.json",
        "input requirements.lock, sha256",
        "parameter limits.baseline, sha256",
        "code: ",
    )
    assert [said.index(step) for step in steps] == sorted(said.index(step) for step in steps)
    assert "and then the status: .venv/bin/python -m flows.status" in said
    assert json.loads(run(project, "explain", "baseline", "--json").stdout)["sources"]["code"]


def test_pages_are_written_where_the_list_says_they_are(project):
    project.publish("baseline")
    assert run(project, "list").output.splitlines()[-1] == "Pages: none yet; `p2p-agent gates pages` writes them"
    assert {row["page"] for row in json.loads(run(project, "list", "--json").stdout)} == {None}
    written = run(project, "pages")
    assert (written.exit_code, written.output.strip()) == (0, str(project.reports() / "index.html"))
    assert run(project, "list").output.splitlines()[-1] == "Pages: reports/index.html"
    rows = {row["gate"]: row["page"] for row in json.loads(run(project, "list", "--json").stdout)}
    assert rows["baseline"] == "reports/baseline.html" and (project.root / rows["baseline"]).is_file()
    assert "page reports/baseline.html" in run(project, "explain", "baseline").output
    assert json.loads(run(project, "pages", "--profile", "full", "--json").stdout) == {"index": str(project.reports("full") / "index.html")}

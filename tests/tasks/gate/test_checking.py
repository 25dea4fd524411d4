import json
from pathlib import Path

import pytest

from gates.judges import JUDGEMENTS
from tasks.gate.checking import run_checker
from tests.gates.mutations import put, sample, without

PARAMS = str(Path(__file__).parents[3] / "params.yaml")
GENERALITY = (
    "--min-classification-accuracy --min-classification-f1 --min-retrieval-recall-at-1 --min-retrieval-mrr "
    "--min-long-context-recall-at-1 --min-long-context-mrr --min-instruction-pass-rate --min-conversation-pass-rate "
    "--min-tool-pass-rate --min-multi-step-tool-pass-rate --min-multi-step-tool-chain-pass-rate --min-overall-score "
    "--max-total-runtime-sec --max-int8-accuracy-drop --min-int8-comm-savings-percent --max-adapter-int8-accuracy-drop "
    "--min-adapter-int8-comm-savings-percent"
)
FLAGS = {
    "baseline": "--max-accuracy-drop --min-int8-accuracy --min-comm-reduction",
    "classification": "--min-accuracy --min-macro-f1 --max-train-runtime-sec --max-latency-mean-ms",
    "adapter": "--min-centralized-accuracy --max-int8-accuracy-drop --min-int8-comm-savings",
    "benchmark": "--expected-mode",
    "generality": GENERALITY,
    "reproducibility": "--min-runs --min-overall-score-mean --max-overall-score-std "
    + " ".join(f"{flag}-mean" for flag in GENERALITY.split()),
    "fairness": "--min-int8-jain-improvement --min-int8-contributed-clients-gain",
    "utility_fairness": "--min-int8-jain-improvement --min-int8-contributed-clients-gain --min-int8-gap-improvement",
    "readiness": "--require-fairness --require-all-goals-done --max-missing-metrics --max-missing-docs --min-completed-goals "
    "--min-completed-required-sub-goals",
    "pilot_metrics": "--require-status-collected",
    "node_health": "",
    "cohort_manifest": "--min-nodes --min-passed --min-distinct-regions --min-distinct-hardware-tiers --min-distinct-network-tiers "
    "--max-unknown-region-ratio --require-metrics-files",
    "pilot_cohort": "--min-node-count --min-uptime-ratio-mean --min-last-cycle-ok-ratio",
    "machine_comparison": "",
    "provenance": "--verify-sha256",
}
"""Section 2's column of flags, transcribed by hand."""
GATES = tuple(FLAGS)


@pytest.fixture
def written(tmp_path):
    def write(artifact: object) -> str:
        path = tmp_path / "artifact.json"
        path.write_bytes(artifact if isinstance(artifact, bytes) else json.dumps(artifact).encode())
        return str(path)

    return write


@pytest.mark.parametrize("gate", GATES)
def test_every_flag_of_the_contract_is_there(gate, capsys):
    with pytest.raises(SystemExit):
        run_checker(gate, ["--help"])
    known = set(capsys.readouterr().out.replace(",", " ").replace("]", " ").replace("[", " ").split())
    assert {*FLAGS[gate].split(), "--expected-schema-version", "--json", "--limits"} <= known


@pytest.mark.parametrize("gate", GATES)
def test_a_good_artifact_passes_under_the_floors_and_ours(gate, written, capsys):
    for arguments in ([], ["--limits", PARAMS]):
        assert run_checker(gate, [written(sample(gate)), *arguments]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert (lines[0], lines[-1]) == (JUDGEMENTS[gate].heading, JUDGEMENTS[gate].passed)


def test_readiness_passes_in_words_of_its_own(written, capsys):
    run_checker("readiness", [written(sample("readiness"))])
    assert capsys.readouterr().out.splitlines()[-1] == "Readiness check passed."


def test_a_failure_is_a_line_of_its_own_and_ends_in_1(written, capsys):
    assert run_checker("baseline", [written(put(sample("baseline"), "methods.fedavg_int8.accuracy_mean", 0.8))]) == 1
    output = capsys.readouterr().out
    assert output.startswith("Baseline metrics summary\n")
    assert "\nValidation failed:\n- methods.fedavg_int8.accuracy_mean: 0.8 is not >= 0.82\n" in output
    assert "Validation passed." not in output


def test_a_flag_wins_over_the_floor_and_over_ours(written, capsys):
    artifact = written(sample("baseline"))
    assert run_checker("baseline", [artifact, "--min-int8-accuracy", "0.99"]) == 1
    weak = written(put(sample("baseline"), "methods.fedavg_int8.accuracy_mean", 0.9))
    assert run_checker("baseline", [weak, "--limits", PARAMS]) == 1
    assert run_checker("baseline", [weak, "--limits", PARAMS, "--min-int8-accuracy", "0.9", "--max-accuracy-drop", "0.1"]) == 0


def test_a_requirement_can_be_asked_for_and_waived(written):
    simulated = written(without(sample("baseline"), "agents"))
    assert run_checker("baseline", [simulated, "--require-agents"]) == 1
    assert run_checker("baseline", [simulated, "--limits", PARAMS, "--no-require-agents"]) == 0


def test_a_benchmark_may_be_expected_in_the_other_mode(written):
    assert run_checker("benchmark", [written(sample("benchmark")), "--expected-mode", "full"]) == 1


@pytest.mark.parametrize("gate", GATES)
def test_another_schema_version_fails_whether_the_file_or_the_flag_has_it(gate, written, capsys):
    assert run_checker(gate, [written(put(sample(gate), "schema_version", 3))]) == 1
    assert run_checker(gate, [written(sample(gate)), "--expected-schema-version", "3"]) == 1
    assert run_checker(gate, [written(put(sample(gate), "schema_version", 3)), "--expected-schema-version", "3"]) == 1
    assert "schema_version" in capsys.readouterr().out
    assert run_checker(gate, [written(sample(gate)), "--expected-schema-version", str(sample(gate)["schema_version"])]) == 0


def test_json_is_one_value_with_every_row(written, capsys):
    assert run_checker("baseline", [written(sample("baseline")), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["ok"], found["failures"], found["heading"]) == (True, [], "Baseline metrics summary")
    assert run_checker("baseline", [written({}), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["failures"][0] == "schema_version: missing"


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b'{"schema_version": 2, "schema_version": 2}', b'{"a": NaN}', b'{"a": 1e999}', b"\xff", b"[" * 100_000]
)
def test_what_is_no_strict_json_is_refused_with_its_code(raw, written, capsys):
    assert run_checker("baseline", [written(raw)]) == 1
    output = capsys.readouterr().out
    assert output.startswith("Baseline metrics summary\n")
    assert "Validation failed:\n- gates.artifact.invalid: " in output


def test_a_file_that_cannot_be_read_is_refused_with_its_code(tmp_path, capsys):
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for path in (tmp_path / "nothing.json", tmp_path, loop):
        assert run_checker("baseline", [str(path), "--json"]) == 1
        assert json.loads(capsys.readouterr().out)["error"]["code"] == "gates.artifact.missing"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--min-int8-accuracy", "1.5"], "core.parameters.invalid"),
        (["--min-int8-accuracy", "nan"], "core.parameters.invalid"),
        (["--min-seeds", "2.5"], "core.parameters.invalid"),
        (["--limits", "nowhere.yaml"], "core.parameters.invalid"),
    ],
)
def test_a_limit_out_of_its_bounds_is_refused_with_its_code(arguments, code, written, capsys):
    assert run_checker("baseline", [written(sample("baseline")), *arguments]) == 1
    assert f"- {code}: " in capsys.readouterr().out

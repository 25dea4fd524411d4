"""The table is executed: a row passes by its command and its texts alone, and says what it waits for."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import CodedError
from gates.definition import NUM_ROWS, Row
from gates.goals import sub_goals
from tasks.evidence.local_identity import local_key
from tasks.project.files import PROJECT_ROOT
from tasks.reports.store import verify_reports
from tasks.status.definition_of_done import DOCUMENT, is_pass, missing_needs, publish_results, read_definition, run_definition, run_row
from tests.gates.mutations import sample
from tests.tasks.signed_project import make_project

ROWS = read_definition(PROJECT_ROOT)
PYTHON = sys.executable


def row(command: str, *expected: str, needs: tuple[str, ...] = ()) -> Row:
    return Row("01", needs, command, expected)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose every row is `echo`, but row 02 fails and row 03 waits."""
    rows = {f"{number:02}": f"| {number:02} | what | | `echo done` | `done` |" for number in range(1, NUM_ROWS + 1)}
    rows["02"] = "| 02 | what | | `echo undone` | `Validation passed.` |"
    rows["03"] = "| 03 | what | later | `echo done` | `done` |"
    (tmp_path / "docs").mkdir()
    (tmp_path / DOCUMENT).write_text("\n".join(rows.values()))
    return tmp_path


def test_a_row_passes_when_its_command_exits_0_and_prints_every_text(tmp_path):
    assert run_row(row("echo a b", "a", "b"), tmp_path).state == "pass"


@pytest.mark.parametrize(
    ("command", "expected", "reason"),
    [
        ("echo a", ("a", "c"), "`c` was not printed"),
        (f"{PYTHON} -c \"print('a'); raise SystemExit(3)\"", ("a",), "exit code 3"),
        ("no-such-command", ("a",), "could not be run"),
        ("echo 'unclosed", ("a",), "could not be run"),
    ],
)
def test_a_row_fails_with_its_reason(tmp_path, command, expected, reason):
    result = run_row(row(command, *expected), tmp_path)
    assert result.state == "fail"
    assert reason in result.detail


@pytest.mark.parametrize(
    ("said", "status", "state"),
    [
        ("[smoke] readiness: pending, as the main track is", 0, "pending"),
        ("[smoke] readiness: pending, as the main track is", 1, "fail"),
        ("[smoke] readiness: FAILED", 0, "fail"),
        ("readiness: pending", 0, "fail"),
    ],
)
def test_a_step_that_the_command_says_is_pending_makes_the_row_pending(tmp_path, said, status, state):
    command = f"{PYTHON} -c \"print('[smoke] unit_tests: ok'); print('{said}'); raise SystemExit({status})\""
    result = run_row(row(command, "[smoke] unit_tests: ok", "[smoke] readiness: ok"), tmp_path)
    assert result.state == state
    assert said in result.detail


def test_a_pending_step_does_not_hide_a_missing_one(tmp_path):
    result = run_row(row("echo [smoke] readiness: pending", "[smoke] readiness: ok", "[smoke] total:"), tmp_path)
    assert (result.state, "`[smoke] total:` was not printed" in result.detail) == ("fail", True)
    twice = f"{PYTHON} -c \"print('[smoke] readiness: pending'); print('[smoke] readiness: pending')\""
    assert run_row(row(twice, "[smoke] readiness: ok", "[smoke] total:"), tmp_path).state == "fail"
    assert run_row(row(twice, "[smoke] readiness: ok"), tmp_path).state == "pending"


def test_what_a_failed_command_printed_last_is_shown(tmp_path):
    result = run_row(row(f"{PYTHON} -c \"print('accuracy: too low'); raise SystemExit(1)\"", "passed"), tmp_path)
    assert "accuracy: too low" in result.detail


def test_a_row_is_pending_until_every_flow_that_it_needs_is_there_and_says_which(tmp_path):
    waiting = row("echo a", "a", needs=("baseline", "sweep"))
    result = run_row(waiting, tmp_path)
    assert (result.state, result.detail) == ("pending", "waits for baseline, sweep")
    (tmp_path / "flows").mkdir()
    for name in waiting.needs:
        (tmp_path / "flows" / f"{name}.py").touch()
    assert run_row(waiting, tmp_path).state == "pass"


def test_a_failed_row_fails_the_table_and_a_pending_one_only_where_the_reading_is_strict(project):
    said: list[str] = []
    assert not is_pass(run_definition(project, [], said.append), strict=False)
    assert said[-1] == f"Definition of done: {NUM_ROWS - 2} pass, 1 pending, 1 fail"
    assert said[1].startswith("02 fail") and said[2].startswith("03 pending")
    waiting = run_definition(project, ["01", "03"], said.append)
    assert (is_pass(waiting, strict=False), is_pass(waiting, strict=True)) == (True, False)
    assert is_pass(run_definition(project, ["01"], said.append), strict=True)


def test_naming_no_row_that_exists_is_no_pass(project):
    assert not is_pass(run_definition(project, ["99"], lambda _: None), strict=False)


def test_what_came_of_the_table_is_signed_and_stale_once_an_artifact_or_the_table_has_changed(tmp_path, project):
    signed = make_project(tmp_path / "signed")
    signed.publish("smoke")
    (signed.root / "docs").mkdir(exist_ok=True)
    (signed.root / DOCUMENT).write_bytes((project / DOCUMENT).read_bytes())
    path = publish_results(signed.root, run_definition(signed.root, [], lambda _: None), strict=True)
    record = json.loads(path.read_text())
    assert (record["strict"], [one["state"] for one in record["rows"]][:4]) == (True, ["pass", "fail", "pending", "pass"])

    def findings() -> list[tuple[str, str]]:
        trusted = {signed.key.peer_id: "release key", local_key().peer_id: "local identity"}
        checked = {one.artifact: one for one in verify_reports(signed.reports(), signed.root, trusted)}
        return [(finding.code, finding.name) for finding in checked[path.name].findings]

    assert findings() == []
    signed.publish("smoke", sample("smoke") | {"note": "another run"})
    assert ("gates.evidence.stale", "reports/smoke_summary.json") in findings()
    (signed.root / DOCUMENT).write_text("another table")
    assert ("gates.evidence.stale", DOCUMENT) in findings()


def test_a_table_without_a_row_is_refused(project):
    text = (project / DOCUMENT).read_text().replace("| 13 ", "| 12 ")
    (project / DOCUMENT).write_text(text)
    with pytest.raises(CodedError):
        run_definition(project, [], lambda _: None)


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.number)
def test_every_row_of_the_document_can_be_run_or_says_what_it_waits_for(one: Row):
    missing = missing_needs(one, PROJECT_ROOT)
    if missing:
        pytest.skip(f"row {one.number} is pending: it waits for {', '.join(missing)}")
    program, *words = one.command.split()
    if program == "make":
        assert f"\n{words[0]}:" in (PROJECT_ROOT / "Makefile").read_text()
    elif words[0] != "-c":
        asked = [PYTHON, *(words[:2] if words[0] == "-m" else words[:1]), "--help"]
        helped = subprocess.run(asked, cwd=PROJECT_ROOT, capture_output=True, text=True, check=True, timeout=120).stdout
        assert [word for word in words if word.startswith("--") and word not in helped] == []


def test_the_document_has_a_row_for_every_gate_and_the_strict_rows_need_all_of_them():
    gates = {part.gate for part in sub_goals()}
    assert gates - {"smoke"} == {one.needs[0] for one in ROWS if one.number in {f"{number:02}" for number in range(2, 10)}}
    assert all(gates <= set(one.needs) for one in ROWS if one.number in {"10", "12", "13"})


def test_the_texts_of_the_contract_are_expected():
    expected = {one.number: one.expected for one in ROWS}
    assert {"[smoke] unit_tests: ok", "[smoke] main_track_status: ok", "[smoke] total:"} <= set(expected["01"])
    assert expected["10"] == ("Main track goals: 4/4 complete, required sub-goals 9/9",)
    assert expected["11"] == ("ok=True include_fairness=True",)
    assert expected["12"] == ("goals=4/4 required=9/9 all_done=True",)
    assert expected["13"] == ("MVP readiness summary", "Readiness check passed.")


def test_the_one_line_commands_read_the_artifacts(tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/smoke_summary.json").write_text('{"ok": true, "include_fairness": true}')
    counts = '"total_goals": 4, "completed_goals": 4, "required_sub_goals": 9, "completed_required_sub_goals": 9'
    (tmp_path / "reports/main_track_status.json").write_text(f'{{"summary": {{{counts}, "all_done": true}}}}')
    for one in (ROWS[10], ROWS[11]):
        command = one.command.replace(".venv/bin/python", PYTHON)
        assert run_row(row(command, *one.expected), tmp_path).state == "pass"

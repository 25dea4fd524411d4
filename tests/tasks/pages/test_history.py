"""History outlives what is run again, broken lines, and what is not proven."""

import json
from pathlib import Path

import pytest

from gates.status import GateState
from tasks.pages.history import HISTORY, MAX_RUNS, keep_history, read_history
from tasks.project.all_parameters import load_project
from tasks.status.gate_states import read_gate_states
from tests.gates.mutations import sample
from tests.tasks.signed_project import SignedProject, make_project


@pytest.fixture
def project(tmp_path: Path) -> SignedProject:
    made = make_project(tmp_path / "project")
    made.publish("baseline")
    made.publish("smoke")
    return made


def states(project: SignedProject) -> dict[str, GateState]:
    return read_gate_states(project.root, "reduced", load_project(project.root).limits)


def kept(project: SignedProject) -> list[tuple[str, bool]]:
    return [(run.gate, run.ok) for run in keep_history(project.reports(), states(project))]


def line(number: int, gate: str = "smoke") -> str:
    moment = f"2025-01-01T00:{number // 60:02}:{number % 60:02}Z"
    return json.dumps({"gate": gate, "run_id": f"r{number}", "run_utc": moment, "ok": True, "values": {"seeds": 5}})


def test_a_run_is_told_once_however_often_it_is_looked_at(project: SignedProject) -> None:
    assert sorted(kept(project)) == [("baseline", True), ("smoke", True)] == sorted(kept(project))
    assert len((project.reports() / HISTORY).read_text().splitlines()) == 2
    assert read_history(project.reports())[0].values["runs"] == 5.0


def test_a_failed_run_is_told_too(project: SignedProject) -> None:
    content = sample("baseline")
    content["methods"]["fedavg_int8"]["accuracy_mean"] = 0.5
    project.publish("baseline", content)
    assert ("baseline", False) in kept(project)


def test_what_is_not_proven_is_not_told(project: SignedProject) -> None:
    (project.reports() / "baseline_metrics.json").write_text("{}")
    assert kept(project) == [("smoke", True)]


def test_new_runs_are_appended_behind_a_broken_last_line(project: SignedProject) -> None:
    before = f"{line(1)}\n" + line(2)[:30]
    (project.reports() / HISTORY).write_text(before)
    assert len(kept(project)) == 3
    after = (project.reports() / HISTORY).read_text()
    assert after.startswith(f"{before}\n") and len(read_history(project.reports())) == 3


@pytest.mark.parametrize("broken", ["[]", "null", "nonsense", '{"gate": "smoke"}', line(1).replace(" 5}", " NaN}"), "\x00\xff"])
def test_a_line_that_is_no_run_tells_nothing(tmp_path: Path, broken: str) -> None:
    (tmp_path / HISTORY).write_text(f"{broken}\n{line(3)}\n{line(3)}\n")
    assert [run.run_id for run in read_history(tmp_path)] == ["r3"]


def test_the_oldest_go_where_there_are_too_many(project: SignedProject) -> None:
    (project.reports() / HISTORY).write_text("".join(f"{line(number)}\n" for number in range(MAX_RUNS)))
    assert len(kept(project)) == MAX_RUNS
    runs = read_history(project.reports())
    assert (len(runs), runs[0].run_id) == (MAX_RUNS, "r2")
    assert {run.run_id for run in runs[-2:]} == {"run-1"}


def test_no_file_is_no_history_and_a_link_is_not_followed(tmp_path: Path) -> None:
    assert read_history(tmp_path) == ()
    (tmp_path / "elsewhere").write_text(line(1))
    (tmp_path / HISTORY).symlink_to(tmp_path / "elsewhere")
    assert read_history(tmp_path) == ()

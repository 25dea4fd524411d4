import json
import os
from pathlib import Path

import pytest

from p2p.agent.api.schemas.clean import CleanReport, CleanRequest
from p2p.agent.client.clean import clean_home
from p2p.agent.storage.cleaning import DEBT_KEPT_S, NUM_KEPT_SESSIONS, clean_stopped_home, find_waste, remove
from p2p.agent.storage.home import AgentHome
from p2p.errors import AgentAlreadyRunningError

NOW_S = 1_800_000_000.0
PRECIOUS = (
    "identity.json", "trust.json", "peers.json", "static_peers.json", "corpora/digits.safetensors", "models/published.json",
    "debts/lately/after-3.safetensors",
)  # fmt: skip


def put(path: Path, size_bytes: int = 10) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size_bytes)
    return path


@pytest.fixture
def full_home(home: AgentHome) -> AgentHome:
    """A home with something of everything."""
    for name in PRECIOUS:
        put(home.path / name)
    reports = {f"ended-{number}": {"version": 2, "status": "completed"} for number in range(NUM_KEPT_SESSIONS + 2)}
    reports |= {"running": {"version": 2, "status": "running"}, "newer": {"version": 99, "status": "completed"}, "damaged": []}
    for number, (name, report) in enumerate(reports.items()):
        put(home.rounds / name / "model-1.safetensors", 90)
        (home.rounds / name / "report.json").write_text(json.dumps(report))
        os.utime(home.rounds / name, (number, number))
    put(home.path / "results" / f"{'a' * 64}-{NOW_S - 1:.0f}")
    put(home.path / "results" / f"{'c' * 64}-{NOW_S - 1:.0f}-{'0' * 32}")
    put(home.path / "results" / f"{'b' * 64}-{NOW_S + 99:.0f}")
    for name in ("agent.log", "agent.log.1", "agent.log.2", "agent.err"):
        put(home.logs / name)
    put(home.debts / "long-ago" / "after-3.safetensors")
    for name, age_s in (("lately", DEBT_KEPT_S - 60), ("long-ago", DEBT_KEPT_S + 60)):
        os.utime(home.debts / name, (NOW_S - age_s, NOW_S - age_s))
    for left in (home.blobs / "in-0.part", home.corpora / ".digits.safetensors.0a1b2c3d", home.path / ".new-x", home.socket_path):
        put(left)
    return home


def kinds(report: CleanReport) -> dict[str, int]:
    return {removal.kind: removal.num_entries for removal in report.removals}


def files(home: AgentHome) -> set[str]:
    return {str(path.relative_to(home.path)) for path in home.path.rglob("*") if path.is_file() and path.name != "agent.lock"}


def test_what_is_not_needed_goes_and_what_is_precious_stays(full_home: AgentHome) -> None:
    before = files(full_home)
    report = clean_stopped_home(full_home, CleanRequest(), NOW_S)
    assert kinds(report) == {"sessions": 2, "results": 2, "debts": 1, "logs": 2, "blobs": 1, "leftovers": 3}
    gone = before - files(full_home)
    assert {name for name in gone if name.startswith("rounds")} == {
        f"rounds/ended-{number}/{name}" for number in (0, 1) for name in ("report.json", "model-1.safetensors")
    }
    assert gone.isdisjoint(PRECIOUS)
    assert {"logs/agent.log", f"results/{'b' * 64}-{NOW_S + 99:.0f}"} <= files(full_home)
    assert kinds(clean_stopped_home(full_home, CleanRequest(), NOW_S)) == dict.fromkeys(kinds(report), 0)


def test_everything_leaves_what_is_precious_and_the_sessions_that_go_on(full_home: AgentHome) -> None:
    clean_stopped_home(full_home, CleanRequest(everything=True), NOW_S)
    sessions = {f"rounds/{name}/{file}" for name in ("running", "newer", "damaged") for file in ("report.json", "model-1.safetensors")}
    assert files(full_home) == {*PRECIOUS, *sessions}


def test_a_dry_run_says_the_same_and_removes_nothing(full_home: AgentHome) -> None:
    before = files(full_home)
    said = clean_stopped_home(full_home, CleanRequest(is_dry_run=True), NOW_S)
    assert files(full_home) == before
    assert said.removals == clean_stopped_home(full_home, CleanRequest(), NOW_S).removals
    assert said.size_bytes == sum(removal.size_bytes for removal in said.removals) > 200


def test_under_a_running_agent_nothing_goes_that_it_may_be_writing(full_home: AgentHome) -> None:
    waste = find_waste(full_home, CleanRequest(everything=True), NOW_S, is_running=True)
    assert {one.kind for one in waste} == {"sessions", "results", "debts", "logs"}
    spared = {full_home.rounds / "ended-4"}
    gone = remove(waste, spared)
    assert spared.isdisjoint(one.path for one in gone)
    assert (full_home.rounds / "ended-4").exists()
    assert not (full_home.rounds / "ended-0").exists()


def test_a_link_is_removed_and_not_followed(home: AgentHome, tmp_path: Path) -> None:
    kept = put(tmp_path / "elsewhere" / "file")
    (home.blobs / "link").symlink_to(tmp_path / "elsewhere")
    clean_stopped_home(home, CleanRequest(), NOW_S)
    assert kept.exists()
    assert list(home.blobs.iterdir()) == []


def test_a_home_that_somebody_holds_is_not_cleaned_beside_it(full_home: AgentHome) -> None:
    with full_home.locked(), pytest.raises(AgentAlreadyRunningError):
        clean_stopped_home(full_home, CleanRequest(), NOW_S)


def test_where_there_is_no_home_there_is_nothing_to_remove(tmp_path: Path) -> None:
    report = clean_home(AgentHome.at(tmp_path / "none"), CleanRequest(), NOW_S)
    assert report.size_bytes == 0
    assert not (tmp_path / "none").exists()

"""`make rehearse-cohort`: six volunteers from nothing to a strict manifest, the pilot's status and its 14-day report."""

import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tasks.project.files import PROJECT_ROOT
from tests.soak.conftest import TABLE
from tests.system.cohort_rehearsal import NUM_DAYS, PEOPLE, Rehearsal, cohort_rehearsal
from tests.system.namespaces import why_not
from tests.system.rehearsed_figures import digest_of, figures

KEPT = PROJECT_ROOT / ".cache" / "rehearsal"
MANIFEST = "reports/cohort_manifest.json"
LIMIT_S = 900
"""How long it may take on two cores; the result says how long it took."""


def state_of(folder: Path) -> str:
    """A digest of every file below the folder, which may not be there."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(f"{path.relative_to(folder)}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def live_through(rehearsal: Rehearsal, say: Callable[[str], None]) -> None:
    """Day by day; the maintainer takes in what a day has brought while the next one passes, and the last day by the cohort's flow."""
    with ThreadPoolExecutor(1) as maintainer:
        intake: Future[list[Any]] | None = None
        for day in range(1, NUM_DAYS + 1):
            began_s = time.monotonic()
            try:
                rehearsal.live(day)
            finally:
                if intake is not None:
                    check_taken(day - 1, intake.result())
            # Asked before the next day begins, which may hand in before its intake has.
            intake = maintainer.submit(rehearsal.take, day, rehearsal.waiting()) if day < NUM_DAYS else None
            say(f"day {day}: {len(rehearsal.days[-1]['cycles'])} bundles handed in, {time.monotonic() - began_s:.0f} s")
    status, said = rehearsal.conclude()
    lines = [line for line in said.splitlines() if line.startswith("[cohort] ")]
    there = [person for person in PEOPLE if person.is_there(NUM_DAYS)]
    assert status == 0 and len(lines) == len(there) and all(line.endswith(": passed") for line in lines), said


def check_taken(day: int, taken: list[Any]) -> None:
    """Every bundle of that day has passed, one of each volunteer that was there, real where it was to be real."""
    assert [one["error"] or one["receipt"]["failure_reason"] for one in taken if one["state"] != "passed"] == []
    modes = {one["receipt"]["profile"]["node_id"]: one["receipt"]["metrics"]["node"]["mode"] for one in taken}
    there = [person for person in PEOPLE if person.is_there(day)]
    assert modes == {person.node_id: "reduced" if day in person.real_days else "rehearsal" for person in there}


def expected_days() -> list[tuple[int, list[str], float]]:
    """What follows from the plan alone: who hands in on each day, and the mean uptime of those and of who is silent, which is nought."""
    days = []
    for day in range(1, NUM_DAYS + 1):
        there = [person for person in PEOPLE if person.is_there(day)]
        num_silent = sum(person.is_silent(day) for person in PEOPLE)
        mean = sum(person.up_hours.get(day, 24.0) / 24 for person in there) / (len(there) + num_silent)
        days.append((day, sorted(person.node_id for person in there), mean))
    return days


def check_figures(found: dict[str, Any], reruns: dict[str, int]) -> None:
    """What was lived through is what the reports say."""
    metrics, status, report = (found[name] for name in ("pilot_cohort_metrics", "pilot_status", "pilot_14_day_report"))
    days = [(day["day"], day["passed_nodes"], day["health"]["uptime_ratio_mean"]) for day in report["days"]]
    assert days == [(day, nodes, pytest.approx(mean)) for day, nodes, mean in expected_days()]
    assert [day["failed_nodes"] for day in report["days"]] == [[]] * NUM_DAYS
    closed = [one["closed_utc"] is not None for one in json.loads((KEPT / "pilot_14_day_report.json").read_bytes())["incidents"]]
    assert sorted((one["severity"], one["node_id"], one["what"]) for one in report["incidents"]) == [
        ("SEV-2", "fjord", "handed nothing in for too long"),
        ("SEV-3", "ember", "up for less than 90% of 24 hours"),
        ("SEV-3", "fjord", "up for less than 90% of 24 hours"),
    ]
    assert all(closed)
    assert [path.parent.name for path in sorted(KEPT.glob("pilot_days/*/*.json"))] == [f"day{day:02d}" for day in range(1, NUM_DAYS + 1)]
    assert {node["health"]["colour"] for node in status["nodes"]} == {"green"}
    assert (report["colour"], report["rehearsal"], status["refused"]) == ("green", True, {})
    assert reruns["unable"] == 0 and reruns["same"] == reruns["rerun"] > 0, (
        "every figure that was sought again was found again; that none is sought is one in a million"
    )
    assert "rehearsal" in found["cohort_manifest"]["notes"]
    assert metrics["cohort"]["node_ids"] == sorted(person.node_id for person in PEOPLE)
    for page in ("pilot_status.md", "pilot_14_day_report.md"):
        said = (KEPT / page).read_text()
        assert "of M4, phase N2 stays open, 5 nodes of people outside the project" in said and "and the readiness after it" in said


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_fortnight_of_six_volunteers_ends_in_a_strict_manifest(
    write_result: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert why_not() is None and shutil.which("tc"), f"the rehearsal needs network namespaces: {why_not() or 'tc is not installed'}"

    def say(line: str) -> None:
        with capsys.disabled():
            print(line, file=sys.stderr, flush=True)

    before, began_s, began_cpu_s = state_of(PROJECT_ROOT / "reports"), time.monotonic(), sum(os.times()[:4])
    with tempfile.TemporaryDirectory(prefix="cohort-") as around, cohort_rehearsal(Path(around)) as rehearsal:
        say(f"{len(PEOPLE)} volunteers and a maintainer are set up, {time.monotonic() - began_s:.0f} s")
        live_through(rehearsal, say)
        found = figures(rehearsal.reports)
        strict = ("scripts/check_cohort_manifest.py", MANIFEST, "--limits", "params.yaml")
        assert rehearsal.command(*strict, "--no-refuse-rehearsal")[0] == 0, rehearsal.command(*strict, "--no-refuse-rehearsal")
        refused, said = rehearsal.command(*strict)
        assert refused == 1 and "a rehearsal is no cohort of volunteers" in said
        pilot = ("scripts/check_pilot_cohort.py", "reports/pilot_cohort_metrics.json", "--limits", "params.yaml")
        assert rehearsal.command(*pilot)[0] == 0, rehearsal.command(*pilot)
        shutil.rmtree(KEPT, ignore_errors=True)
        shutil.copytree(rehearsal.reports, KEPT)
        (KEPT / "days.json").write_text(json.dumps(rehearsal.days, indent=2))
    wall_s, cpu_s = time.monotonic() - began_s, sum(os.times()[:4]) - began_cpu_s
    (KEPT / "figures.json").write_text(json.dumps(found, indent=2))
    reruns = json.loads((KEPT / "pilot_status.json").read_bytes())["reruns"]
    digest = digest_of(found)
    num_again = sum(cycle["attempts"] - 1 for day in rehearsal.days for cycle in day["cycles"].values())
    result = (
        f"{reruns['bundles']} bundles of {len(PEOPLE)} volunteers over {NUM_DAYS} virtual days in {wall_s:.0f} s "
        f"({LIMIT_S} asked) on {len(os.sched_getaffinity(0))} cores, {cpu_s:.0f} s of processor, {num_again} cycles begun again, "
        f"{reruns['rerun']} bundles with a gate run again, as a secret draw had it; SHA-256 of the figures {digest}, "
        f"{'the same as' if digest in TABLE.read_text() else 'another than'} of the run before"
    )
    say(f"{result}; kept in {KEPT}")

    check_figures(found, reruns)
    assert state_of(PROJECT_ROOT / "reports") == before
    write_result("rehearse-cohort", result)

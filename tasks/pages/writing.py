"""Writing the pages of a profile, anew each time: they are views of what lies in reports/, signed by nobody and read by no gate."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from gates.artifacts.reading import MAX_ARTIFACT_BYTES
from gates.catalogue import GATES
from gates.goals import BESIDE, GOALS, SubGoal
from tasks.pages.facts import GateFacts, Made
from tasks.pages.gate_page import gate_page
from tasks.pages.history import PastRun, keep_history
from tasks.pages.index_page import FILES, index_page
from tasks.project.files import read_regular
from tasks.reports.store import INDEX_PAGE, page_name, reports_folder
from tasks.status.assessment import Assessment


def write_pages(root: Path, found: Assessment) -> Path:
    """Keep the runs that are new to the history, then write a page for each gate and the one above them; returns that one's path."""
    reports = reports_folder(root, found.profile)
    reports.mkdir(parents=True, exist_ok=True)
    past = keep_history(reports, found.states)
    made = Made(found.profile, reports.relative_to(root).as_posix(), found.status.generated_utc)
    for part, goal in _parts():
        facts = GateFacts(part, goal, found.states[part.gate], _figures(reports, part), _past(past, part))
        _write(reports / page_name(part.gate), gate_page(facts, made))
    beside = frozenset(name for name in FILES if (reports / name).is_file())
    return _write(reports / INDEX_PAGE, index_page(found.status, found.readiness, found.states, made, beside))


def _parts() -> Iterator[tuple[SubGoal, str | None]]:
    """Every gate with the title of its goal."""
    yield from ((part, goal.title) for goal in GOALS for part in goal.sub_goals)
    yield from ((part, None) for part in BESIDE)


def _figures(reports: Path, part: SubGoal) -> Mapping[str, bytes]:
    names = GATES[part.artifact].figures if part.artifact in GATES else ()
    found = {name: read_regular(reports / name, MAX_ARTIFACT_BYTES) for name in names}
    return {name: png for name, png in found.items() if png}


def _past(runs: tuple[PastRun, ...], part: SubGoal) -> tuple[PastRun, ...]:
    return tuple(run for run in runs if run.gate == part.gate)


def _write(path: Path, page: str) -> Path:
    """Write a page whole or not at all."""
    temporary = path.with_name(f".{path.name}")
    temporary.write_text(page, "utf-8")
    os.replace(temporary, path)
    return path

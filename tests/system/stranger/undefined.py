"""Artifacts whose fields the contract does not name: what it says of them all the same, and how a stranger finds that in them.

Of each the version, finite numbers and the evidence are checked; that it has the fields which its writer meant, no stranger can tell.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from tests.system.stranger.cohort import ONBOARDING, colour, objects, onboarding
from tests.system.stranger.kinds import untyped
from tests.system.stranger.rules import Checks

COLOURS = {"green", "yellow", "red"}
DUE = {
    "SEV-1": (timedelta(minutes=15), timedelta(minutes=60)),
    "SEV-2": (timedelta(hours=4), timedelta(hours=24)),
}


def figures(value: object, word: str, *, is_inside: bool = False) -> Iterator[float]:
    """Numbers whose own name, or that of something they lie in, has the word in it."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from figures(inner, word, is_inside=is_inside or word in name)
    elif isinstance(value, list):
        for inner in value:
            yield from figures(inner, word, is_inside=is_inside)
    elif is_inside and isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def calibration(a: Mapping) -> Checks:
    for word in ("sec", "bytes"):
        found = list(figures(a, word))
        yield f"{word} were measured", bool(found) and min(found) >= 0 and max(found) > 0


def definition_of_done(a: Mapping) -> Checks:
    yield "thirteen rows", any(isinstance(value, list) and len(value) == 13 for value in a.values())


def machine_comparison(a: Mapping) -> Checks:
    snapshots = list(objects(a, "passed"))
    yield "3 snapshots at least, all passing", len(snapshots) >= 3 and all(one["passed"] is True for one in snapshots)
    yield "ranges of scores <= 0.10", max(figures(a, "range"), default=1) <= 0.10
    yield "greatest std <= 0.10", max(figures(a, "std"), default=1) <= 0.10


def pilot_status(a: Mapping) -> Checks:
    """The checkers' flags name the means; beside them stands one of three words."""
    health = list(objects(a, "uptime_ratio_mean", "last_cycle_ok_ratio", "open_issues"))
    yield "a colour", bool(health)
    for one in health:
        due = colour(one["uptime_ratio_mean"], one["last_cycle_ok_ratio"], one["open_issues"])
        yield "a colour follows", [value for value in one.values() if isinstance(value, str) and value in COLOURS] == [due]
    summaries = list(objects(a, "startup_rate"))
    yield "an onboarding summary", bool(summaries) and not [fault for one in summaries for fault in untyped(one, ONBOARDING, "")]
    for one in summaries:
        yield from onboarding(one)


def pilot_report(a: Mapping) -> Checks:
    """The names are the file's own; the contract has the days, the colours and the times."""
    days, is_open = a["days"], any(one["closed_utc"] is None for one in a["incidents"])
    due = "red" if a["uptime_ratio_mean"] < 0.90 else "yellow" if len(days) < 14 or is_open else "green"
    yield "its colour follows", a["colour"] == due
    yield "days 1 to 14, each once", len({one["day"] for one in days}) == len(days) and {one["day"] for one in days} <= set(range(1, 15))
    yield "checkpoints on days 1, 3, 7, 10 and 14", [one["day"] for one in a["checkpoints"]] == [1, 3, 7, 10, 14]
    for one in a["incidents"]:
        yield "an incident is due in the time of its severity", is_due(one)


def is_due(incident: Mapping) -> bool:
    opened, acknowledge, mitigate = (
        datetime.fromisoformat(incident[name]) for name in ("opened_utc", "acknowledge_by_utc", "mitigate_by_utc")
    )
    if incident["severity"] in DUE:
        return (acknowledge - opened, mitigate - opened) == DUE[incident["severity"]]
    between = [opened + timedelta(days=number) for number in range(1, (mitigate - opened).days + 1)]
    return incident["severity"] == "SEV-3" and acknowledge <= mitigate and sum(day.weekday() < 5 for day in between) == 2


UNDEFINED: dict[str, str] = {
    "calibration.json": "seconds per step and bytes are measured (section 5.5)",
    "sweep.json": "nothing: the contract knows no such file",
    "definition_of_done.json": "thirteen rows (section 4)",
    "machine_comparison.json": "3 snapshots that pass, ranges and deviations up to 0.10 (section 2)",
    "machine_rehearsal.json": "nothing: the contract knows no such file",
    "pilot_status.json": "colours by uptime, cycles and issues; onboarding counts and rates (section 6)",
    "pilot_14_day_report.json": "days, checkpoints, the colour, and by when an incident is seen to (section 6)",
}
"""What the contract says of each."""

UNDEFINED_RULES: dict[str, Callable[[Mapping], Checks]] = {
    "calibration.json": calibration,
    "definition_of_done.json": definition_of_done,
    "machine_comparison.json": machine_comparison,
    "pilot_status.json": pilot_status,
    "pilot_14_day_report.json": pilot_report,
}

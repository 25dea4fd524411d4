"""The weekly report as people read it: where the project stands, on which evidence, what is wrong, and what comes next."""

import math
from collections.abc import Iterator

from gates.artifacts.provenance import GitPlace
from gates.artifacts.status import SubGoalStatus
from gates.goals import sub_goals
from gates.status import headline
from gates.verdicts.lookup import finite_number
from gates.verdicts.margins import row_text, worst
from gates.verdicts.verdict import MetricRow
from tasks.status.assessment import Assessment
from tasks.status.text import cell, milestone_text, readiness_word

MANIFEST, BUNDLE, REPORT = "weekly_provenance.json", "weekly_artifacts.tgz", "weekly_status.md"
MAX_RISKS = 3


def weekly_markdown(found: Assessment, place: GitPlace, machine_id: str) -> str:
    """The report under its five headings."""
    parts = [part for goal in found.status.goals for part in goal.sub_goals]
    sections = {
        "Provenance": _provenance(found, place, machine_id),
        "Milestone and Issue Status": _milestones(found, parts),
        "Metrics Summary": _metrics(found, parts),
        "Risks/Incidents": _risks(found, parts),
        "Next-Week Focus": _focus(found, parts),
    }
    day = found.status.generated_utc[:10]
    return "\n".join(
        [f"# Weekly status, {day}", *(line for name, lines in sections.items() for line in ("", f"## {name}", "", *lines)), ""]
    )


def _provenance(found: Assessment, place: GitPlace, machine_id: str) -> Iterator[str]:
    yield f"- made {found.status.generated_utc} of the profile {found.profile}, at commit {place.commit} of {place.branch}, on machine {machine_id}"
    yield f"- `{BUNDLE}` holds the artifacts with their evidence; `{MANIFEST}` has the digest of each file, of the bundle and of this report"
    manifest = f"{'reports' if found.profile == 'reduced' else f'reports/{found.profile}'}/{MANIFEST}"
    yield f"- check it: `.venv/bin/python scripts/check_provenance.py {manifest} --expected-schema-version 1 --verify-sha256`"


def _milestones(found: Assessment, parts: list[SubGoalStatus]) -> Iterator[str]:
    yield f"{headline(found.status)}; {readiness_word(found.readiness)} for a release."
    yield from ("", "| | holds | what |", "|---|---|---|")
    for name, milestone in found.readiness.milestones:
        yield f"| {name} | {'yes' if milestone.ok else 'no'} | {cell(milestone_text(milestone))} |"
    for name, outcome in found.readiness.outcomes:
        yield f"| {name} | {'yes' if outcome.ok else 'no'} | {cell(outcome.target)} |"
    yield ""
    yield from [f"- {part.title}: {part.status}" for part in parts if part.status != "done"] or ["No sub-goal is open."]


def _metrics(found: Assessment, parts: list[SubGoalStatus]) -> Iterator[str]:
    yield from ("| gate | state | the figure with the least room | run | signed by |", "|---|---|---|---|---|")
    gates = {part.artifact: part.gate for part in sub_goals()}
    for part in parts:
        gate = gates[part.artifact]
        ours = found.states[gate].ours
        row = worst(ours) if ours else None
        yield f"| {gate} | {part.status} | {cell(row_text(row)) if row else '–'} | {part.run_utc or '–'} | {cell(part.signer or '–')} |"


def _risks(found: Assessment, parts: list[SubGoalStatus]) -> Iterator[str]:
    """What is blocked is an incident; a risk is a figure whose room is the smallest share of its limit."""
    blocked = [part for part in parts if part.status == "blocked"]
    yield from [f"- incident: {part.title}: {cell(part.detail)}" for part in blocked] or ["- no incident: nothing is blocked"]
    rooms = [(gate, row) for gate, state in found.states.items() if state.ours and (row := worst(state.ours)) and row.ok]
    tightest = sorted(rooms, key=lambda one: _share(one[1]))
    yield from (f"- risk: {gate} has little room: {cell(row_text(row))}" for gate, row in tightest[:MAX_RISKS])


def _share(row: MetricRow) -> float:
    """The room of a figure as a share of its limit."""
    limit = finite_number(row.limit)
    return row.margin / abs(limit) if limit and row.margin is not None else math.inf


def _focus(found: Assessment, parts: list[SubGoalStatus]) -> Iterator[str]:
    gates = {part.artifact: part.gate for part in sub_goals()}
    open_parts = sorted((part for part in parts if part.status != "done"), key=lambda part: part.status)
    yield from (f"- {part.title}: `p2p-agent gates explain {gates[part.artifact]}`" for part in open_parts)
    yield from (f"- readiness: {cell(failure)}" for failure in found.readiness.failures)
    if not open_parts and found.readiness.ready:
        yield "- the main track is done: `make release`, then the next phase in docs/NEXT_STEPS.md"

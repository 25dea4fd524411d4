"""The status and the readiness as people read them: Markdown beside the artifact, lines in a terminal."""

import re
from collections.abc import Iterator

from gates.artifacts.readiness import Milestone, MvpReadiness
from gates.artifacts.status import GoalStatus, MainTrackStatus
from gates.status import headline

_SPECIALS = str.maketrans({**{char: f"\\{char}" for char in "\\|*[~$"}, "&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;", "`": "'"})
_EDGE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
"""An underscore that may begin or end an emphasis; one within a word does not, and names of figures stay as they are."""
_LINK = re.compile(r"(?<=\w):(?=//)|(?<=www)\.", re.IGNORECASE)
"""Where some readers would make a link of plain text."""


def status_markdown(status: MainTrackStatus) -> str:
    """The status as a Markdown document, one table for each goal."""
    asked = [
        name for name, is_asked in (("fairness", status.require_fairness), ("smoke summary", status.require_smoke_summary)) if is_asked
    ]
    lines = [
        "# Main track status",
        "",
        f"{headline(status)}.",
        "",
        f"Made {status.generated_utc}; also required: {', '.join(asked) or 'nothing'}.",
    ]
    for goal in status.goals:
        lines += ["", *_goal_lines(goal)]
    if status.overhead_sec:
        overheads = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in status.overhead_sec.items())
        lines += ["", f"Spent around the tasks, in starting, importing and reporting: {overheads}."]
    return "\n".join(lines) + "\n"


def readiness_markdown(readiness: MvpReadiness) -> str:
    """The readiness as Markdown: what is missing, the outcomes and the milestones."""
    outcomes = [(name, found.ok, found.target) for name, found in readiness.outcomes]
    needs = [(name, found.ok, milestone_text(found)) for name, found in readiness.milestones]
    lines = [f"# MVP readiness: {readiness_word(readiness)}", "", *(f"- {cell(failure)}" for failure in readiness.failures), ""]
    lines += ["| | holds | what |", "|---|---|---|"]
    lines += [f"| {name} | {'yes' if is_ok else 'no'} | {cell(what)} |" for name, is_ok, what in (*outcomes, *needs)]
    return "\n".join(lines) + "\n"


def milestone_text(milestone: Milestone) -> str:
    """What a milestone needs, and what of that is open: `needs N2, ready; open: N2: pilot_status.json is missing`."""
    needs = ", ".join(map(str, milestone.needs)) if isinstance(milestone.needs, list) else ""
    return f"needs {needs}; open: {'; '.join(milestone.missing)}" if milestone.missing else f"needs {needs}"


def readiness_word(readiness: MvpReadiness) -> str:
    """`ready` or `not ready`."""
    return "ready" if readiness.ready else "not ready"


def status_lines(status: MainTrackStatus, readiness: MvpReadiness) -> Iterator[str]:
    """What a run says at its end: every part that is not done, what readiness misses, and the headline last."""
    yield from (f"[status] {part}" for part in open_parts(status))
    yield from (f"[readiness] {failure}" for failure in readiness.failures)
    yield f"MVP readiness: {readiness_word(readiness)}"
    yield headline(status)


def open_parts(status: MainTrackStatus) -> Iterator[str]:
    """Every part that is not done, with its state and the reason."""
    for goal in status.goals:
        yield from (f"{goal.id}/{part.id}: {part.status}: {part.detail}" for part in goal.sub_goals if part.status != "done")


def status_rows(status: MainTrackStatus) -> Iterator[dict[str, str]]:
    """One row for each sub-goal, for a table."""
    for goal in status.goals:
        for part in goal.sub_goals:
            needed = "yes" if part.required else "no"
            yield {
                "goal": goal.id,
                "sub-goal": part.id,
                "required": needed,
                "state": part.status,
                "artifact": part.artifact,
                "why": part.detail,
            }


def _goal_lines(goal: GoalStatus) -> list[str]:
    lines = [
        f"## {goal.title}: {goal.status}",
        "",
        goal.description,
        "",
        "| sub-goal | required | state | artifact | why |",
        "|---|---|---|---|---|",
    ]
    for part in goal.sub_goals:
        lines.append(f"| {part.title} | {'yes' if part.required else 'no'} | {part.status} | {part.artifact} | {cell(part.detail)} |")
    return lines


def cell(text: str) -> str:
    """Text as a cell of a Markdown table: one line, and nothing in it marks anything up."""
    line = "".join(char if char.isprintable() else " " for char in text).translate(_SPECIALS).replace("](", "]&#40;")
    return _LINK.sub(lambda found: f"&#{ord(found[0])};", _EDGE.sub(r"\\_", line))

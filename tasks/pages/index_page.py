"""The page above the gates: the goals with their parts, each as it stands and with the way to its own page."""

from collections.abc import Collection, Mapping

from gates.artifacts.readiness import MvpReadiness
from gates.artifacts.status import GoalStatus, MainTrackStatus, SubGoalStatus
from gates.goals import BESIDE, SubGoal, sub_goals
from gates.readiness import OUTCOMES
from gates.remedy import READINESS, STATUS, STATUS_TEXT
from gates.status import GateState, headline, state_of
from gates.verdicts.margins import worst
from tasks.pages.facts import GOAL_STANDINGS, Made, Standing, badge, standing
from tasks.pages.markup import Html, document, element
from tasks.pages.style import STYLES
from tasks.pages.words import minute, room
from tasks.reports.store import page_name
from tasks.status.text import milestone_text
from tasks.sweep.record import SWEEP_RECORD

MAX_DETAIL = 240
FILES = (STATUS, STATUS_TEXT, READINESS, SWEEP_RECORD)
"""What a sweep leaves beside its pages for whoever reads no page."""
_PARTS: Mapping[str, SubGoal] = {part.artifact: part for part in sub_goals()}


def index_page(
    status: MainTrackStatus, readiness: MvpReadiness, states: Mapping[str, GateState], made: Made, beside: Collection[str]
) -> str:
    """The whole page; the same status gives the same text. Of `FILES` it leads to those that lie beside it."""
    is_done = status.summary.all_done
    return document(
        headline(status),
        STYLES,
        element("p", f"Profile {made.profile}", class_="quiet"),
        element("h1", "Main track ", badge(Standing("Complete", "pass") if is_done else Standing("Incomplete", "wait"))),
        element("p", f"{headline(status)}."),
        *(_goal(goal, states) for goal in status.goals),
        _beside(states),
        _readiness(readiness),
        _files(status, beside),
        element(
            "p",
            f"Made {minute(made.utc)} from what then lay in {made.folder}/. Each page says by whom its figures are signed.",
            class_="quiet",
        ),
    )


def _goal(goal: GoalStatus, states: Mapping[str, GateState]) -> Html:
    parts = (_sub_goal(found, states) for found in goal.sub_goals)
    return element(
        "section",
        element("h2", f"{goal.title} ", badge(GOAL_STANDINGS[goal.status])),
        element("p", goal.description),
        element("ul", *parts, class_="parts"),
    )


def _sub_goal(found: SubGoalStatus, states: Mapping[str, GateState]) -> Html:
    part = _PARTS[found.artifact]
    return _part(part, states[part.gate], found.detail, "" if found.required else " (not required)")


def _part(part: SubGoal, state: GateState, detail: str, note: str = "") -> Html:
    found = standing(part, state)
    tight = worst(state.ours) if state.ours and found.word == "Pass" else None
    said = f"least room: {room(tight)}" if tight else detail if len(detail) <= MAX_DETAIL else f"{detail[:MAX_DETAIL]}…"
    ran = f"{minute(state.run.generated_utc)}: " if state.run else ""
    link = element("a", part.title, href=f"./{page_name(part.gate)}")
    return element("li", element("span", link, note), badge(found), element("span", f"{ran}{said}", class_="quiet"))


def _beside(states: Mapping[str, GateState]) -> Html:
    parts = (_part(part, states[part.gate], state_of(part, states[part.gate])[1]) for part in BESIDE if part.gate in states)
    return element("section", element("h2", "Beside the goals"), element("ul", *parts, class_="parts"))


def _readiness(readiness: MvpReadiness) -> Html:
    """The promises to users and the milestones; the failures that are the track's own stand above already."""
    found = Standing("Ready", "pass") if readiness.ready else Standing("Not ready", "wait")
    promises = (element("li", element("span", f"{name}: {OUTCOMES[name][0]}"), _holds(one.ok)) for name, one in readiness.outcomes)
    milestones = (
        element("li", element("span", name), _holds(one.ok), element("span", milestone_text(one), class_="quiet"))
        for name, one in readiness.milestones
    )
    return element("section", element("h2", "Readiness ", badge(found)), element("ul", *promises, *milestones, class_="parts"))


def _holds(is_ok: bool) -> Html:
    return badge(Standing("Holds", "pass") if is_ok else Standing("Open", "wait"))


def _files(status: MainTrackStatus, beside: Collection[str]) -> Html:
    links = [element("li", element("a", name, href=f"./{name}")) for name in FILES if name in beside]
    overheads = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in (status.overhead_sec or {}).items())
    spent = (
        element("p", f"Spent around the tasks of each stage, in starting, importing and reporting: {overheads}.") if overheads else Html("")
    )
    return element(
        "section",
        element("h2", "The last sweep"),
        spent,
        element("ul", *links) if links else element("p", "It has left no file here.", class_="quiet"),
    )

"""What the page of a gate is made of, and the one word that says how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from gates.catalogue import Profile
from gates.errors import EvidenceStaleError
from gates.goals import SubGoal
from gates.status import GateState, missed, unproven
from tasks.pages.history import PastRun
from tasks.pages.markup import Html, element


@dataclass(frozen=True, slots=True)
class GateFacts:
    """Everything about one gate: `goal` is the goal that it is part of, `figures` are PNG files by name, `past` its runs, oldest first."""

    part: SubGoal
    goal: str | None
    state: GateState
    figures: Mapping[str, bytes]
    past: tuple[PastRun, ...]


class Made(NamedTuple):
    """Of what and when pages are made; `folder` is where they lie, as a path in the project."""

    profile: Profile
    folder: str
    utc: str


class Standing(NamedTuple):
    """How something stands: a word, and the class of its colour."""

    word: str
    colour: str


GOAL_STANDINGS = {"done": Standing("Done", "pass"), "pending": Standing("Open", "wait"), "blocked": Standing("Blocked", "fail")}


def standing(part: SubGoal, state: GateState) -> Standing:
    """How a gate stands: a verdict counts for nothing where its evidence does not hold."""
    if not state.is_present:
        return Standing("Not run", "wait")
    if missed(part, state):
        return Standing("Fail", "fail")
    if not unproven(state):
        return Standing("Pass", "pass")
    is_stale = all(finding.code == EvidenceStaleError.code for finding in state.findings)
    return Standing("Stale", "wait") if is_stale else Standing("Not proven", "fail")


def badge(found: Standing) -> Html:
    """The word in its colour."""
    return element("span", found.word, class_=f"badge {found.colour}")

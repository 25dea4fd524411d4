"""Readiness: is the minimum viable product there, and which promises to its users hold?"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from core.units import format_utc
from gates.artifacts.readiness import (
    Milestone,
    Milestones,
    MvpReadiness,
    Outcome,
    Outcomes,
    Presence,
    ReadinessChecks,
    RequiredGoals,
)
from gates.artifacts.status import MainTrackStatus
from gates.external_intake import NO_COHORT
from gates.goals import GOALS, Requirements, sub_goals
from gates.params.limits.readiness import ReadinessLimits

REQUIRED_DOCS = ("docs/MVP_CRITERIA.md", "docs/COMING_GOALS.md", "docs/MVP_USER_VALUE_PLAN.md", "docs/MVP_DEFINITION_OF_DONE.md")
MIN_REPRODUCED_RUNS = 3
OUTCOMES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "U1": ("real agents complete a whole run, with fairness", ("smoke",)),
    "U2": ("one network serves nine unlike tasks", ("generality",)),
    "U3": (f"results repeat over at least {MIN_REPRODUCED_RUNS} seeds", ("reproducibility",)),
    "U4": ("training together comes close to training in one place", ("baseline", "adapter")),
    "U5": ("slow and small participants contribute their share", ("fairness", "utility_fairness")),
    "U6": ("every goal of the main track is done, strictly", ()),
}
"""By id: what is promised, and the gates that prove it."""

MILESTONES: Mapping[str, tuple[str, ...]] = {"M1": ("U1", "U4"), "M2": ("U2", "U3"), "M3": ("U5", "U6"), "M4": ("N2", "ready")}
"""By id: the outcomes it needs; N2 is the phase of external intake, `ready` that this list passes after its refresh."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What readiness is judged on: the status, the artifacts as JSON by gate, the documents that are there, and what phase N2 lacks."""

    status: MainTrackStatus
    contents: Mapping[str, Mapping[str, JsonValue]]
    docs: frozenset[str]
    intake_gaps: tuple[str, ...] = (NO_COHORT,)


def mvp_readiness(ground: Ground, thresholds: ReadinessLimits, *, now: datetime) -> MvpReadiness:
    """Whether the product is ready under `thresholds`, every failure by name, outcomes U1 to U6 and milestones M1 to M4."""
    checks = _checks(ground, thresholds)
    failures = tuple(_failures(checks, ground.status, thresholds))
    outcomes = {name: _outcome(name, ground) for name in OUTCOMES}
    gaps: dict[str, tuple[str, ...]] = {name: () if outcome.ok else (name,) for name, outcome in outcomes.items()}
    gaps |= {"N2": tuple(f"N2: {gap}" for gap in ground.intake_gaps), "ready": ("ready",) if failures else ()}
    return MvpReadiness(
        ready=not failures,
        generated_utc=format_utc(now),
        thresholds=thresholds.model_dump(mode="json"),
        checks=checks,
        failures=failures,
        outcomes=Outcomes(**outcomes),
        milestones=Milestones(**{name: _milestone(needs, gaps) for name, needs in MILESTONES.items()}),
    )


def required_artifacts(requirements: Requirements) -> tuple[str, ...]:
    """The metric artifacts that have to be there: one for each sub-goal that `requirements` include."""
    return tuple(part.artifact for part in sub_goals() if requirements.include(part.condition))


def _checks(ground: Ground, thresholds: ReadinessLimits) -> ReadinessChecks:
    requirements = Requirements(fairness=thresholds.require_fairness, smoke_summary=True)
    present = {part.artifact for part in sub_goals() if part.gate in ground.contents}
    needed = tuple(goal.id for goal in GOALS if any(requirements.include(part.condition) for part in goal.sub_goals))
    return ReadinessChecks(
        required_metric_artifacts=_presence(required_artifacts(requirements), present),
        required_docs=_presence(REQUIRED_DOCS, ground.docs),
        required_goal_ids=RequiredGoals(required=needed, goal_status={goal.id: goal.status for goal in ground.status.goals}),
        main_track_summary=ground.status.summary,
    )


def _presence(required: tuple[str, ...], present: Set[str]) -> Presence:
    missing = tuple(name for name in required if name not in present)
    return Presence(required=required, missing=missing, present_count=len(required) - len(missing), required_count=len(required))


def _failures(checks: ReadinessChecks, status: MainTrackStatus, thresholds: ReadinessLimits) -> Iterator[str]:
    metrics, docs, summary = checks.required_metric_artifacts, checks.required_docs, checks.main_track_summary
    if len(metrics.missing) > thresholds.max_missing_metrics:
        yield f"required_metric_artifacts: missing {', '.join(metrics.missing)}"
    if len(docs.missing) > thresholds.max_missing_docs:
        yield f"required_docs: missing {', '.join(docs.missing)}"
    if thresholds.require_fairness and not status.require_fairness:
        yield "require_fairness: the status was made without it"
    if thresholds.require_all_goals_done:
        states = checks.required_goal_ids.goal_status
        yield from (f"required_goal_ids: {goal} is {states[goal]}" for goal in checks.required_goal_ids.required if states[goal] != "done")
    for name, found, limit in (
        ("completed_goals", summary.completed_goals, thresholds.min_completed_goals),
        ("completed_required_sub_goals", summary.completed_required_sub_goals, thresholds.min_completed_required_sub_goals),
    ):
        if limit is not None and found < limit:
            yield f"{name}: {found} is not >= {limit}"


def _outcome(name: str, ground: Ground) -> Outcome:
    target, gates = OUTCOMES[name]
    parts = [part for goal in ground.status.goals for part in goal.sub_goals]
    proof = {one.artifact for one in sub_goals() if not gates or one.gate in gates}
    missing = [f"{part.artifact} is {part.status}" for part in parts if part.artifact in proof and part.status != "done"]
    missing += _shortfalls(name, ground.contents)
    return Outcome(ok=not missing, target=target, evidence=[*(missing or sorted(proof))])


def _milestone(needs: tuple[str, ...], gaps: Mapping[str, tuple[str, ...]]) -> Milestone:
    missing = tuple(gap for need in needs for gap in gaps[need])
    return Milestone(ok=not missing, needs=[*needs], missing=missing)


def _shortfalls(name: str, contents: Mapping[str, Mapping[str, JsonValue]]) -> Iterator[str]:
    """What an outcome asks of an artifact beyond its gate."""
    if name == "U1" and contents.get("smoke", {}).get("include_fairness") is not True:
        yield "smoke_summary.json: include_fairness is not true"
    runs = contents.get("reproducibility", {}).get("run_count")
    if name == "U3" and not (type(runs) is int and runs >= MIN_REPRODUCED_RUNS):
        yield f"reproducibility_metrics.json: run_count is not >= {MIN_REPRODUCED_RUNS}"

"""The status of the main track: from what is known of each artifact to pending, done or blocked, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from core.units import format_utc
from gates.artifacts.status import GoalStatus, MainTrackStatus, Status, StatusSummary, SubGoalStatus
from gates.catalogue import GATES, Profile
from gates.evidence import Finding
from gates.goals import GOALS, Goal, Requirements, SubGoal
from gates.statement import RunRecord, Sources, Statement
from gates.verdicts.margins import row_text, worst
from gates.verdicts.verdict import Verdict


@dataclass(frozen=True, slots=True)
class GateState:
    """What is known of one gate: its artifact, how it was judged, and what is wrong with its evidence.

    `content` is None where no JSON object could be read; `problem` then says why. `ours` and `floors` are the verdicts under
    our limits and under the contract's, `signer` is the name of the trusted key, `statement` what the evidence says, `sha256` the digest
    of the artifact.
    """

    gate: str
    artifact: str
    is_present: bool
    content: Mapping[str, JsonValue] | None = None
    problem: str = ""
    findings: tuple[Finding, ...] = ()
    ours: Verdict | None = None
    floors: Verdict | None = None
    signer: str | None = None
    statement: Statement | None = None
    sha256: str | None = None

    @property
    def run(self) -> RunRecord | None:
        """The run that the evidence tells of."""
        return self.statement.predicate.run if self.statement else None

    @property
    def sources(self) -> Sources | None:
        """What that run read."""
        return self.statement.predicate.sources if self.statement else None


def main_track_status(states: Mapping[str, GateState], requirements: Requirements, *, profile: Profile, now: datetime) -> MainTrackStatus:
    """The status over `states` by gate; every gate of the goal tree has one."""
    goals = tuple(_goal_status(goal, states, requirements) for goal in GOALS)
    required = [sub_goal for goal in goals for sub_goal in goal.sub_goals if sub_goal.required]
    completed = sum(sub_goal.status == "done" for sub_goal in required)
    completed_goals = sum(goal.status == "done" for goal in goals)
    return MainTrackStatus(
        schema_version=1,
        generated_utc=format_utc(now),
        profile=profile,
        require_fairness=requirements.fairness,
        require_smoke_summary=requirements.smoke_summary,
        summary=StatusSummary(
            total_goals=len(goals),
            completed_goals=completed_goals,
            required_sub_goals=len(required),
            completed_required_sub_goals=completed,
            all_done=completed_goals == len(goals) and completed == len(required),
        ),
        goals=goals,
    )


def headline(status: MainTrackStatus) -> str:
    """The line that a status ends with: `Main track goals: 4/4 complete, required sub-goals 9/9`."""
    found = status.summary
    goals, parts = f"{found.completed_goals}/{found.total_goals}", f"{found.completed_required_sub_goals}/{found.required_sub_goals}"
    return f"Main track goals: {goals} complete, required sub-goals {parts}"


def state_of(sub_goal: SubGoal, state: GateState) -> tuple[Status, str]:
    """Where a sub-goal stands, and why: every reason that blocks it is named."""
    if not state.is_present:
        known = sub_goal.artifact in GATES
        return "pending", f"{sub_goal.artifact} is missing: " + ("the gate has not run" if known else "its gate comes later")
    reasons = [*shortened(unproven(state)), *missed(sub_goal, state)]
    return ("blocked", printable("; ".join(reasons))) if reasons else ("done", tightest_text(state.ours))


def unproven(state: GateState) -> tuple[str, ...]:
    """What is wrong with the evidence of an artifact."""
    return tuple(f"{finding.code}: {finding.message}" for finding in state.findings)


def missed(sub_goal: SubGoal, state: GateState) -> tuple[str, ...]:
    """What is wrong with the figures of an artifact that is there: each one past its limit, or why it cannot be judged."""
    if state.content is None or state.ours is None or state.floors is None:
        return (state.problem or f"{sub_goal.artifact} has no judge",)
    return tuple(_failures(state.ours, state.floors, holds_floors=sub_goal.holds_floors))


def shortened(lines: Sequence[str], most: int = 5) -> Iterator[str]:
    """The first of `lines`, and how many follow: after a merge hundreds of files of code may have changed."""
    yield from lines[:most]
    if len(lines) > most:
        yield f"and {len(lines) - most} more"


def _failures(ours: Verdict, floors: Verdict, *, holds_floors: bool) -> Iterator[str]:
    """Why a verdict is no pass: our limits first, then the floors that say something else."""
    yield from ours.failures
    if not (ours.rows and floors.rows):
        yield f"{ours.gate} was judged by no row"
    if holds_floors:
        seen = {row.metric for row in ours.rows if not row.ok}
        yield from (
            f"{row.metric}: {row.reason}, which is the contract's floor" for row in floors.rows if not row.ok and row.metric not in seen
        )


def tightest_text(verdict: Verdict | None) -> str:
    """The figure with the least room under its limit; empty where none has a limit."""
    row = worst(verdict) if verdict else None
    return "" if row is None or row.margin is None else f"tightest: {row_text(row)}"


def printable(text: str) -> str:
    """Text of an artifact as one line that moves no cursor; a stranger may have written it."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _goal_status(goal: Goal, states: Mapping[str, GateState], requirements: Requirements) -> GoalStatus:
    parts = tuple(_sub_goal_status(part, states[part.gate], is_required=requirements.include(part.condition)) for part in goal.sub_goals)
    required: list[Status] = [part.status for part in parts if part.required]
    return GoalStatus(id=goal.id, title=goal.title, description=goal.description, status=_worst(required), sub_goals=parts)


def _worst(states: Sequence[Status]) -> Status:
    """Blocked where one is blocked, else pending where one is not done, else done."""
    return "blocked" if "blocked" in states else "pending" if "pending" in states else "done"


def _sub_goal_status(sub_goal: SubGoal, state: GateState, *, is_required: bool) -> SubGoalStatus:
    status, detail = state_of(sub_goal, state)
    content = {} if state.findings or state.content is None else state.content
    transport, peers = content.get("transport"), content.get("peers")
    return SubGoalStatus(
        id=sub_goal.id,
        title=sub_goal.title,
        required=is_required,
        status=status,
        artifact=sub_goal.artifact,
        detail=detail,
        signer=state.signer,
        run_utc=state.run.generated_utc if state.run else None,
        transport=transport if isinstance(transport, str) else None,
        peers=tuple(str(peer) for peer in peers) if isinstance(peers, list) else None,
    )

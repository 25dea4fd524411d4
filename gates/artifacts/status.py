"""`main_track_status.json`: how far the goal tree is."""

from typing import Literal

from gates.artifacts.fields import Artifact, Count, Text, Utc, Version1

SCHEMA_VERSION = 1

Status = Literal["pending", "done", "blocked"]


class StatusSummary(Artifact):
    """The counts over the tree."""

    total_goals: Count
    completed_goals: Count
    required_sub_goals: Count
    completed_required_sub_goals: Count
    all_done: bool


class SubGoalStatus(Artifact):
    """One sub-goal; `detail` says why it is blocked or pending.

    Additive, where known: who signed the artifact and when its run was, and over which transport it trained with which peers.
    """

    id: Text
    title: Text
    required: bool
    status: Status
    artifact: Text
    detail: str
    signer: Text | None = None
    run_utc: Text | None = None
    transport: Text | None = None
    peers: tuple[Text, ...] | None = None


class GoalStatus(Artifact):
    """One goal with its sub-goals."""

    id: Text
    title: Text
    description: Text
    status: Status
    sub_goals: tuple[SubGoalStatus, ...]


class MainTrackStatus(Artifact):
    """The status as a whole.

    Additive: `profile` is whose artifacts it is about; `overhead_sec`, where a sweep has recorded it, how many seconds of each stage
    were not spent in its tasks.
    """

    schema_version: Version1
    generated_utc: Utc
    require_fairness: bool
    require_smoke_summary: bool
    summary: StatusSummary
    goals: tuple[GoalStatus, ...]
    profile: Text | None = None
    overhead_sec: dict[str, float] | None = None

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
    """One sub-goal; `detail` says why it is blocked or pending."""

    id: Text
    title: Text
    required: bool
    status: Status
    artifact: Text
    detail: str


class GoalStatus(Artifact):
    """One goal with its sub-goals."""

    id: Text
    title: Text
    description: Text
    status: Status
    sub_goals: tuple[SubGoalStatus, ...]


class MainTrackStatus(Artifact):
    """The status as a whole."""

    schema_version: Version1
    generated_utc: Utc
    require_fairness: bool
    require_smoke_summary: bool
    summary: StatusSummary
    goals: tuple[GoalStatus, ...]

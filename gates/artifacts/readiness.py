"""`mvp_readiness.json`: whether everything that a release needs is there and done."""

from pydantic import JsonValue

from gates.artifacts.fields import Artifact, Count, Text, Utc, Version1
from gates.artifacts.status import Status, StatusSummary

SCHEMA_VERSION = 1


class Presence(Artifact):
    """Files that must be there, and those that are missing."""

    required: tuple[Text, ...]
    missing: tuple[Text, ...]
    present_count: Count
    required_count: Count


class RequiredGoals(Artifact):
    """Goals that must be done, and how far each is."""

    required: tuple[Text, ...]
    goal_status: dict[str, Status]


class ReadinessChecks(Artifact):
    """What was looked at."""

    required_metric_artifacts: Presence
    required_docs: Presence
    required_goal_ids: RequiredGoals
    main_track_summary: StatusSummary


class Outcome(Artifact):
    """Something a user gets: what was aimed at, and the evidence that it is so."""

    ok: bool
    target: Text
    evidence: JsonValue


class Outcomes(Artifact):
    """U1 to U6."""

    U1: Outcome
    U2: Outcome
    U3: Outcome
    U4: Outcome
    U5: Outcome
    U6: Outcome


class Milestone(Artifact):
    """A step towards the release, what it needs, and what of that is missing still."""

    ok: bool
    needs: JsonValue
    missing: tuple[str, ...] = ()


class Milestones(Artifact):
    """M1 to M4."""

    M1: Milestone
    M2: Milestone
    M3: Milestone
    M4: Milestone


class MvpReadiness(Artifact):
    """The readiness as a whole."""

    schema_version: Version1 = SCHEMA_VERSION
    ready: bool
    generated_utc: Utc
    thresholds: dict[str, JsonValue]
    checks: ReadinessChecks
    failures: tuple[str, ...]
    outcomes: Outcomes
    milestones: Milestones

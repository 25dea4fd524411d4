"""Is everything that a release needs there and done, as far as the readiness file's own figures say?"""

from collections.abc import Mapping

from pydantic import JsonValue

from gates.artifacts.readiness import SCHEMA_VERSION, MvpReadiness
from gates.params.limits.readiness import READINESS_FLOORS, ReadinessLimits
from gates.verdicts.judge import Judge
from gates.verdicts.judgement import Judgement
from gates.verdicts.verdict import Verdict

FAIRNESS_GOAL = "g4_decentralization_fairness"
FAIRNESS_ARTIFACTS = ("fairness_metrics.json", "utility_fairness_metrics.json")
MILESTONES = {"M1": ("U1", "U4"), "M2": ("U2", "U3"), "M3": ("U5", "U6")}
"""The milestones that follow from the outcomes alone."""


def judge_readiness(artifact: Mapping[str, JsonValue], limits: ReadinessLimits) -> Verdict:
    """The verdict on `mvp_readiness.json` as plain JSON."""
    judge = Judge("readiness", artifact)
    judge.equals("schema_version", SCHEMA_VERSION)
    judge.equals("ready", True)
    for index, failure in enumerate(judge.items("failures")):
        judge.fail(f"failures[{index}]", str(failure), "==", None)
    _judge_presence(judge, "checks.required_metric_artifacts", limits.max_missing_metrics)
    _judge_presence(judge, "checks.required_docs", limits.max_missing_docs)
    _judge_summary(judge)
    judge.hold(
        ("checks.main_track_summary.completed_goals", ">=", limits.min_completed_goals),
        ("checks.main_track_summary.completed_required_sub_goals", ">=", limits.min_completed_required_sub_goals),
    )
    if limits.require_all_goals_done:
        judge.equals("checks.main_track_summary.all_done", True)
        for goal in judge.items("checks.required_goal_ids.required"):
            judge.equals(f"checks.required_goal_ids.goal_status.{goal}", "done")
    if limits.require_fairness:
        _judge_fairness(judge)
    _judge_milestones(judge)
    judge.model(MvpReadiness)
    return judge.verdict()


def _judge_presence(judge: Judge, block: str, max_missing: int) -> None:
    required, missing = judge.items(f"{block}.required"), judge.items(f"{block}.missing")
    judge.derived(f"{block}.missing", judge.count(f"{block}.missing"), "<=", max_missing)
    judge.consistent(f"{block}.required_count", len(required))
    judge.consistent(f"{block}.present_count", len(required) - len(missing))
    if any(name not in required for name in missing):
        judge.fail(f"{block}.missing", "names a file that is not required", "==", None)


def _judge_summary(judge: Judge) -> None:
    """The counts follow from the goals, and from each other."""
    summary, states = "checks.main_track_summary", "checks.required_goal_ids.goal_status"
    goals = [judge.value(f"{states}.{goal}") for goal in judge.names(states)]
    judge.consistent(f"{summary}.total_goals", len(goals))
    judge.consistent(f"{summary}.completed_goals", goals.count("done"))
    open_goals = judge.difference(f"{summary}.total_goals", f"{summary}.completed_goals")
    open_sub_goals = judge.difference(f"{summary}.required_sub_goals", f"{summary}.completed_required_sub_goals")
    is_done = open_goals == 0 and open_sub_goals == 0
    if judge.value(f"{summary}.all_done") is (not is_done):
        judge.fail(f"{summary}.all_done", f"the counts say {is_done}", "==", is_done, not is_done)


def _judge_fairness(judge: Judge) -> None:
    """The fairness goal and its artifacts are among what is required."""
    for path, names in (("required_goal_ids", (FAIRNESS_GOAL,)), ("required_metric_artifacts", FAIRNESS_ARTIFACTS)):
        required = judge.items(f"checks.{path}.required")
        for name in names:
            if name not in required:
                judge.fail(f"checks.{path}.required", f"{name} is not required", "==", name)


def _judge_milestones(judge: Judge) -> None:
    for name in (f"U{number}" for number in range(1, 7)):
        judge.report(f"outcomes.{name}.ok", judge.plain(f"outcomes.{name}.ok"))
    for milestone, outcomes in MILESTONES.items():
        judge.equals(f"milestones.{milestone}.ok", all(judge.value(f"outcomes.{name}.ok") is True for name in outcomes))


READINESS_JUDGEMENT = Judgement("MVP readiness summary", SCHEMA_VERSION, READINESS_FLOORS, judge_readiness, "Readiness check passed.")

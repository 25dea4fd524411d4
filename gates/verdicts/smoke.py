"""Did real agents train as well, as cheaply and to the same bits as the simulation says?"""

import math
from collections.abc import Mapping

from pydantic import JsonValue

from gates.artifacts.smoke import SCHEMA_VERSION, SmokeSummary
from gates.params.limits.smoke import SMOKE_FLOORS, SmokeLimits
from gates.verdicts.judge import Judge
from gates.verdicts.judgement import Judgement
from gates.verdicts.verdict import Verdict

CODECS = ("fp32", "int8")


def judge_smoke(summary: Mapping[str, JsonValue], limits: SmokeLimits) -> Verdict:
    """The verdict on a smoke summary as plain JSON.

    Where a peer was excluded from a round, the wire run's accuracy is reported and not judged;
    that its weights are the twin's, which replays the recorded participation, is always judged.
    """
    judge = Judge("smoke", summary)
    judge.equals("schema_version", SCHEMA_VERSION)
    judge.equals("ok", True)
    judge.equals("transport", "libp2p")
    if limits.require_fairness:
        judge.equals("include_fairness", True)
    _judge_steps(judge)
    if judge.value("include_fairness") is True:
        _judge_deadline(judge, is_required=limits.require_deadline)
    reason = _judge_participation(judge)
    for codec in CODECS:
        judge.at_least(f"methods.{codec}.accuracy", limits.min_accuracy, unjudged=reason)
        judge.same(f"methods.{codec}.weights_sha256", f"methods.{codec}.twin_weights_sha256")
    _judge_seeds(judge, limits)
    judge.consistent("int8_accuracy_drop_mean", _drop_mean(judge))
    judge.at_most("int8_accuracy_drop_mean", limits.max_int8_drop_mean)
    judge.consistent("uplink_ratio_int8_fp32", _uplink_ratio(judge))
    judge.at_most("uplink_ratio_int8_fp32", limits.max_uplink_ratio)
    judge.at_least("num_parameters", limits.min_num_parameters)
    judge.at_least("label_total_variation", limits.min_label_total_variation)
    judge.model(SmokeSummary)
    return judge.verdict()


def _judge_steps(judge: Judge) -> None:
    if not judge.count("steps"):
        judge.fail("steps", "missing", "==", True)
    for index in range(judge.count("steps")):
        if judge.value(f"steps[{index}].ok") is not True:
            name, detail = judge.value(f"steps[{index}].name"), judge.value(f"steps[{index}].detail")
            judge.fail(f"steps[{index}].ok", f"the step {name} failed: {detail}", "==", True, False)


def _judge_deadline(judge: Judge, *, is_required: bool) -> None:
    """The step `fairness` was run, and the agents that it slowed came too late; where nothing requires its scenario, it is judged if it is told."""
    if not any(judge.value(f"steps[{index}].name") == "fairness" for index in range(judge.count("steps"))):
        judge.fail("include_fairness", "there is no step fairness", "==", True, True)
    if not is_required and not judge.has("fairness"):
        return
    judge.same("fairness.weights_sha256", "fairness.twin_weights_sha256")
    slowed = judge.items("fairness.slowed")
    rounds = [judge.items(f"fairness.participation[{index}]") for index in range(judge.count("fairness.participation"))]
    judge.derived("fairness.late_contributions", sum(client in slowed for one in rounds for client in one), "<=", 0)
    judge.derived("fairness.contributions_least", min(map(len, rounds), default=0), ">=", 1)


def _judge_participation(judge: Judge) -> str:
    """Report who was left out; returns why accuracy is then not judged, empty where nobody was."""
    if not isinstance(judge.value("excluded"), list | tuple):
        judge.fail("excluded", "missing", "reported", None)
    excluded = range(judge.count("excluded"))
    for index in excluded:
        parts = [judge.value(f"excluded[{index}].{name}") for name in ("peer", "codec", "round", "code")]
        if all(isinstance(part, str | int) for part in parts):
            judge.report(f"excluded[{index}]", "{} ({} round {}): {}".format(*parts))
        else:
            judge.fail(f"excluded[{index}]", "names no peer, codec, round and code", "reported", None)
    for codec in CODECS:
        rounds = judge.count(f"methods.{codec}.participation")
        judge.equals(f"methods.{codec}.rounds", rounds)
        if not rounds or not all(judge.count(f"methods.{codec}.participation[{index}]") for index in range(rounds)):
            judge.fail(f"methods.{codec}.participation", "a round without participants, or no rounds", ">=", 1)
    return "reported: a peer was excluded" if excluded else ""


def _judge_seeds(judge: Judge, limits: SmokeLimits) -> None:
    indices = range(judge.count("seeds"))
    seeds = {judge.number(f"seeds[{index}].seed") for index in indices}
    needed = limits.min_num_seeds or 1
    reason = "" if None not in seeds and len(seeds) == len(indices) >= needed else f"{needed} different seeds are needed"
    judge.add("seeds", len(indices), ">=", needed, reason=reason, margin=len(indices) - needed)
    for index in indices:
        for codec in CODECS:
            judge.at_least(f"seeds[{index}].{codec}_accuracy", limits.min_accuracy)
        judge.at_least(f"seeds[{index}].label_total_variation", limits.min_label_total_variation)


def _drop_mean(judge: Judge) -> float | None:
    fp32 = [judge.number(f"seeds[{index}].fp32_accuracy") for index in range(judge.count("seeds"))]
    int8 = [judge.number(f"seeds[{index}].int8_accuracy") for index in range(judge.count("seeds"))]
    drops = [a - b for a, b in zip(fp32, int8, strict=True) if a is not None and b is not None]
    return math.fsum(drops) / len(drops) if drops and len(drops) == len(fp32) else None


def _uplink_ratio(judge: Judge) -> float | None:
    per_update: list[float] = []
    for codec in CODECS:
        path = f"methods.{codec}"
        num_updates = sum(judge.count(f"{path}.participation[{index}]") for index in range(judge.count(f"{path}.participation")))
        uplink_bytes = judge.number(f"{path}.uplink_bytes")
        if not num_updates or not uplink_bytes or uplink_bytes < 0:
            return None
        per_update.append(uplink_bytes / num_updates)
    return per_update[1] / per_update[0]


SMOKE_JUDGEMENT = Judgement("Smoke summary", SCHEMA_VERSION, SMOKE_FLOORS, judge_smoke)

"""`machine_comparison.json`: the same gates on several machines, and how far their scores lie apart."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, JsonValue

from gates.artifacts.fields import Artifact, Fraction, NonNegative, Text, Utc, Version1
from gates.params.limits.cohort import MACHINE_COMPARISON_FLOORS, MachineComparisonLimits
from gates.verdicts.judge import Judge
from gates.verdicts.judgement import Judgement
from gates.verdicts.verdict import Verdict

SCHEMA_VERSION = 1


class MachineSnapshot(Artifact):
    """One machine: whether its gates passed, and each score with its deviation over the seeds."""

    label: Text
    machine_id: Text
    passed: bool
    scores: Annotated[dict[str, Fraction], Field(min_length=1)]
    stds: dict[str, NonNegative]


class MachineComparison(Artifact):
    """The comparison: each score's range over the machines, and the greatest deviation. A rehearsal may repeat a machine."""

    schema_version: Version1
    generated_utc: Utc
    rehearsal: bool
    snapshots: tuple[MachineSnapshot, ...]
    score_ranges: dict[str, NonNegative]
    max_std: NonNegative


def judge_machine_comparison(artifact: Mapping[str, JsonValue], limits: MachineComparisonLimits) -> Verdict:
    """The verdict on `machine_comparison.json` as plain JSON."""
    judge = Judge("machine_comparison", artifact)
    judge.equals("schema_version", SCHEMA_VERSION)
    snapshots = [f"snapshots[{index}]" for index in range(judge.count("snapshots"))]
    judge.derived("snapshots", len(snapshots), ">=", limits.min_snapshots)
    for snapshot in snapshots:
        judge.equals(f"{snapshot}.passed", True)
    machines = {repr(judge.value(f"{snapshot}.machine_id")) for snapshot in snapshots}
    if len(machines) != len(snapshots) and judge.value("rehearsal") is not True:
        judge.fail("snapshots", "a machine is compared with itself, and this is no rehearsal", "==", None)
    names = sorted({name for snapshot in snapshots for name in judge.names(f"{snapshot}.scores")})
    for name in names:
        scores = judge.numbers(f"{snapshot}.scores.{name}" for snapshot in snapshots)
        judge.consistent(f"score_ranges.{name}", max(scores) - min(scores) if scores else None)
        judge.hold((f"score_ranges.{name}", "<=", limits.max_score_range))
    stds = judge.numbers(f"{snapshot}.stds.{name}" for snapshot in snapshots for name in names)
    judge.consistent("max_std", max(stds) if stds else None)
    judge.hold(("max_std", "<=", limits.max_score_std))
    judge.model(MachineComparison)
    return judge.verdict()


MACHINE_COMPARISON_JUDGEMENT = Judgement("Machine comparison summary", SCHEMA_VERSION, MACHINE_COMPARISON_FLOORS, judge_machine_comparison)

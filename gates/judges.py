"""How each kind of artifact is judged: the only list of judges, for flows, checkers and the status."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from core.parameters import Parameters
from gates.catalogue import Profile
from gates.cohort.cohort_manifest import judge_cohort_manifest
from gates.cohort.machine_comparison import judge_machine_comparison
from gates.cohort.node_health import judge_node_health
from gates.cohort.pilot_cohort import judge_pilot_cohort
from gates.cohort.pilot_metrics import judge_pilot_metrics
from gates.params.limits.adapter import ADAPTER_FLOORS
from gates.params.limits.baseline import BASELINE_FLOORS
from gates.params.limits.benchmark import BENCHMARK_FLOORS, BenchmarkLimits
from gates.params.limits.calibration import CALIBRATION_FLOORS
from gates.params.limits.classification import CLASSIFICATION_FLOORS
from gates.params.limits.cohort import (
    COHORT_MANIFEST_FLOORS,
    MACHINE_COMPARISON_FLOORS,
    NODE_HEALTH_FLOORS,
    PILOT_COHORT_FLOORS,
    PILOT_METRICS_FLOORS,
    PROVENANCE_FLOORS,
)
from gates.params.limits.fairness import FAIRNESS_FLOORS, UTILITY_FAIRNESS_FLOORS
from gates.params.limits.generality import GENERALITY_FLOORS
from gates.params.limits.limits import Limits
from gates.params.limits.readiness import READINESS_FLOORS
from gates.params.limits.reproducibility import REPRODUCIBILITY_FLOORS
from gates.params.limits.smoke import SMOKE_FLOORS
from gates.verdicts.adapter import judge_adapter
from gates.verdicts.baseline import judge_baseline
from gates.verdicts.benchmark import judge_benchmark
from gates.verdicts.calibration import judge_calibration
from gates.verdicts.classification import judge_classification
from gates.verdicts.fairness import judge_fairness
from gates.verdicts.generality import judge_generality
from gates.verdicts.provenance import judge_provenance
from gates.verdicts.readiness import judge_readiness
from gates.verdicts.reproducibility import judge_reproducibility
from gates.verdicts.smoke import judge_smoke
from gates.verdicts.utility_fairness import judge_utility_fairness
from gates.verdicts.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one kind of artifact is judged; `floors` are the contract's limits, of the type that `judge` takes.

    `heading` and `passed` are what a checker prints at its start and, where nothing failed, at its end.
    """

    heading: str
    schema_version: int
    floors: Parameters
    judge: Callable[[Mapping[str, JsonValue], Any], Verdict]
    passed: str = "Validation passed."


JUDGEMENTS: Mapping[str, Judgement] = {
    "baseline": Judgement("Baseline metrics summary", 2, BASELINE_FLOORS, judge_baseline),
    "classification": Judgement("Classification metrics summary", 1, CLASSIFICATION_FLOORS, judge_classification),
    "adapter": Judgement("Adapter intent metrics summary", 1, ADAPTER_FLOORS, judge_adapter),
    "benchmark": Judgement("Benchmark metrics summary", 1, BENCHMARK_FLOORS, judge_benchmark),
    "calibration": Judgement("Calibration summary", 1, CALIBRATION_FLOORS, judge_calibration),
    "generality": Judgement("Generality metrics summary", 1, GENERALITY_FLOORS, judge_generality),
    "reproducibility": Judgement("Reproducibility metrics summary", 1, REPRODUCIBILITY_FLOORS, judge_reproducibility),
    "fairness": Judgement("Fairness metrics summary", 2, FAIRNESS_FLOORS, judge_fairness),
    "utility_fairness": Judgement("Utility fairness validation summary", 1, UTILITY_FAIRNESS_FLOORS, judge_utility_fairness),
    "smoke": Judgement("Smoke summary", 1, SMOKE_FLOORS, judge_smoke),
    "readiness": Judgement("MVP readiness summary", 1, READINESS_FLOORS, judge_readiness, "Readiness check passed."),
    "pilot_metrics": Judgement("Pilot metrics summary", 1, PILOT_METRICS_FLOORS, judge_pilot_metrics),
    "node_health": Judgement("Node health summary", 1, NODE_HEALTH_FLOORS, judge_node_health),
    "cohort_manifest": Judgement("Cohort manifest summary", 1, COHORT_MANIFEST_FLOORS, judge_cohort_manifest),
    "pilot_cohort": Judgement("Pilot cohort summary", 1, PILOT_COHORT_FLOORS, judge_pilot_cohort),
    "machine_comparison": Judgement("Machine comparison summary", 1, MACHINE_COMPARISON_FLOORS, judge_machine_comparison),
    "provenance": Judgement("Provenance manifest summary", 1, PROVENANCE_FLOORS, judge_provenance),
}
"""By the name of the gate."""


def judge_artifact(gate: str, artifact: Mapping[str, JsonValue], limits: Parameters) -> Verdict:
    """The verdict on an artifact as plain JSON; `limits` are of the type of the gate's floors."""
    judgement = JUDGEMENTS[gate]
    assert isinstance(limits, type(judgement.floors)), f"{gate} is judged by {type(judgement.floors).__name__}"
    return judgement.judge(artifact, limits)


def limits_of(limits: Limits, gate: str, profile: Profile) -> Parameters:
    """Our limits of a gate in a profile."""
    return _in_mode(getattr(limits, gate), profile)


def floors_of(gate: str, profile: Profile) -> Parameters:
    """The contract's limits of a gate in a profile."""
    return _in_mode(JUDGEMENTS[gate].floors, profile)


def _in_mode(limits: Parameters, profile: Profile) -> Parameters:
    """A benchmark is expected to have been run in the profile's mode; of other gates the limits are those of both profiles."""
    return limits.model_copy(update={"expected_mode": profile}) if isinstance(limits, BenchmarkLimits) else limits

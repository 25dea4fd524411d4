"""Which judge an artifact has: for the checkers and the status, which look at every gate."""

from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue

from core.parameters import Parameters
from gates.catalogue import Profile
from gates.cohort.cohort_manifest import COHORT_MANIFEST_JUDGEMENT
from gates.cohort.machine_comparison import MACHINE_COMPARISON_JUDGEMENT
from gates.cohort.node_health import NODE_HEALTH_JUDGEMENT
from gates.cohort.pilot_cohort import PILOT_COHORT_JUDGEMENT
from gates.cohort.pilot_metrics import PILOT_METRICS_JUDGEMENT
from gates.params.limits.limits import Limits
from gates.verdicts.adapter import ADAPTER_JUDGEMENT
from gates.verdicts.baseline import BASELINE_JUDGEMENT
from gates.verdicts.benchmark import BENCHMARK_JUDGEMENT
from gates.verdicts.calibration import CALIBRATION_JUDGEMENT
from gates.verdicts.classification import CLASSIFICATION_JUDGEMENT
from gates.verdicts.fairness import FAIRNESS_JUDGEMENT
from gates.verdicts.generality import GENERALITY_JUDGEMENT
from gates.verdicts.judgement import Judgement, in_mode
from gates.verdicts.provenance import PROVENANCE_JUDGEMENT
from gates.verdicts.readiness import READINESS_JUDGEMENT
from gates.verdicts.reproducibility import REPRODUCIBILITY_JUDGEMENT
from gates.verdicts.smoke import SMOKE_JUDGEMENT
from gates.verdicts.utility_fairness import UTILITY_FAIRNESS_JUDGEMENT
from gates.verdicts.verdict import Verdict

JUDGEMENTS: Mapping[str, Judgement[Any]] = {
    "baseline": BASELINE_JUDGEMENT,
    "classification": CLASSIFICATION_JUDGEMENT,
    "adapter": ADAPTER_JUDGEMENT,
    "benchmark": BENCHMARK_JUDGEMENT,
    "calibration": CALIBRATION_JUDGEMENT,
    "generality": GENERALITY_JUDGEMENT,
    "reproducibility": REPRODUCIBILITY_JUDGEMENT,
    "fairness": FAIRNESS_JUDGEMENT,
    "utility_fairness": UTILITY_FAIRNESS_JUDGEMENT,
    "smoke": SMOKE_JUDGEMENT,
    "readiness": READINESS_JUDGEMENT,
    "pilot_metrics": PILOT_METRICS_JUDGEMENT,
    "node_health": NODE_HEALTH_JUDGEMENT,
    "cohort_manifest": COHORT_MANIFEST_JUDGEMENT,
    "pilot_cohort": PILOT_COHORT_JUDGEMENT,
    "machine_comparison": MACHINE_COMPARISON_JUDGEMENT,
    "provenance": PROVENANCE_JUDGEMENT,
}
"""By the name of the gate."""


def judge_artifact(gate: str, artifact: Mapping[str, JsonValue], limits: Parameters) -> Verdict:
    """The verdict on an artifact as plain JSON; `limits` are of the type of the gate's floors."""
    judgement = JUDGEMENTS[gate]
    assert isinstance(limits, type(judgement.floors)), f"{gate} is judged by {type(judgement.floors).__name__}"
    return judgement.judge(artifact, limits)


def limits_of(limits: Limits, gate: str, profile: Profile) -> Parameters:
    """Our limits of a gate in a profile."""
    return in_mode(getattr(limits, gate), profile)


def floors_of(gate: str, profile: Profile) -> Parameters:
    """The contract's limits of a gate in a profile."""
    return in_mode(JUDGEMENTS[gate].floors, profile)

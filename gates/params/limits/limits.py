"""Section `limits` of params.yaml: ours, by gate."""

from core.parameters import Parameters
from gates.params.limits.adapter import AdapterLimits
from gates.params.limits.baseline import BaselineLimits
from gates.params.limits.benchmark import BenchmarkLimits
from gates.params.limits.calibration import CalibrationLimits
from gates.params.limits.classification import ClassificationLimits
from gates.params.limits.cohort import (
    CohortManifestLimits,
    MachineComparisonLimits,
    NodeHealthLimits,
    PilotCohortLimits,
    PilotMetricsLimits,
    ProvenanceLimits,
)
from gates.params.limits.fairness import FairnessLimits
from gates.params.limits.generality import GeneralityLimits
from gates.params.limits.readiness import ReadinessLimits
from gates.params.limits.reproducibility import ReproducibilityLimits
from gates.params.limits.smoke import SmokeLimits
from gates.params.limits.utility_fairness import UtilityFairnessLimits


class Limits(Parameters):
    """What this project holds itself to; null reports a metric without judging it."""

    baseline: BaselineLimits
    classification: ClassificationLimits
    adapter: AdapterLimits
    benchmark: BenchmarkLimits
    calibration: CalibrationLimits
    generality: GeneralityLimits
    reproducibility: ReproducibilityLimits
    fairness: FairnessLimits
    utility_fairness: UtilityFairnessLimits
    smoke: SmokeLimits
    readiness: ReadinessLimits
    pilot_metrics: PilotMetricsLimits
    node_health: NodeHealthLimits
    cohort_manifest: CohortManifestLimits
    pilot_cohort: PilotCohortLimits
    machine_comparison: MachineComparisonLimits
    provenance: ProvenanceLimits

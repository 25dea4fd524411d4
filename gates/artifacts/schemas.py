"""The JSON Schema of every artifact, by the name of its file."""

from collections.abc import Mapping

from pydantic import BaseModel, JsonValue

from gates.artifacts.baseline import BaselineMetrics, FairnessMetrics
from gates.artifacts.benchmark import BenchmarkMetrics
from gates.artifacts.calibration import Calibration
from gates.artifacts.classification import ClassificationMetrics
from gates.artifacts.definition import DefinitionRecord
from gates.artifacts.generality import GeneralityMetrics
from gates.artifacts.provenance import ProvenanceManifest
from gates.artifacts.readiness import MvpReadiness
from gates.artifacts.reproducibility import ReproducibilityMetrics
from gates.artifacts.retrieval import RetrievalMetrics
from gates.artifacts.smoke import SmokeSummary
from gates.artifacts.status import MainTrackStatus
from gates.artifacts.utility import UtilityFairnessMetrics, UtilityMetrics
from gates.cohort.cohort_manifest import CohortManifest
from gates.cohort.machine_comparison import MachineComparison
from gates.cohort.pilot_cohort import CohortMetrics
from gates.cohort.pilot_metrics import PilotMetrics
from gates.cohort.pilot_report import PilotReport
from gates.cohort.pilot_status import PilotStatus

MODELS: Mapping[str, type[BaseModel]] = {
    "adapter_intent_metrics": UtilityMetrics,
    "baseline_metrics": BaselineMetrics,
    "benchmark_metrics": BenchmarkMetrics,
    "calibration": Calibration,
    "classification_metrics": ClassificationMetrics,
    "cohort_manifest": CohortManifest,
    "definition_of_done": DefinitionRecord,
    "fairness_metrics": FairnessMetrics,
    "generality_metrics": GeneralityMetrics,
    "machine_comparison": MachineComparison,
    "main_track_status": MainTrackStatus,
    "mvp_readiness": MvpReadiness,
    "pilot_14_day_report": PilotReport,
    "pilot_cohort_metrics": CohortMetrics,
    "pilot_metrics": PilotMetrics,
    "pilot_status": PilotStatus,
    "provenance_manifest": ProvenanceManifest,
    "reproducibility_metrics": ReproducibilityMetrics,
    "retrieval_metrics": RetrievalMetrics,
    "smoke_summary": SmokeSummary,
    "utility_fairness_metrics": UtilityFairnessMetrics,
    "utility_fedavg_metrics": UtilityMetrics,
}
"""By the artifact's file name without its ending."""


def json_schema(name: str) -> dict[str, JsonValue]:
    """The JSON Schema (draft 2020-12) of the artifact `name`, the same at every call."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **MODELS[name].model_json_schema(mode="validation")}

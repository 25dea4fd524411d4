"""params.yaml as a whole."""

from collections.abc import Mapping

from pydantic import JsonValue

from core.parameters import Parameters, parse_parameters
from gates.catalogue import Profile
from gates.params.adapter import AdapterParameters
from gates.params.baseline import BaselineParameters
from gates.params.benchmark import BenchmarkParameters
from gates.params.calibration import CalibrationParameters
from gates.params.classification import ClassificationParameters
from gates.params.cohort import CohortParameters
from gates.params.data import DataParameters
from gates.params.deadlines import FairnessParameters, UtilityFairnessParameters
from gates.params.generality import GeneralityParameters, ReproducibilityParameters
from gates.params.limits.limits import Limits
from gates.params.profiles import ByProfile
from gates.params.smoke import SmokeParameters


class ProjectParameters(Parameters):
    """Every parameter that changes a result."""

    profile: Profile
    data: DataParameters
    baseline: ByProfile[BaselineParameters]
    limits: Limits
    smoke: SmokeParameters
    benchmark: BenchmarkParameters
    calibration: CalibrationParameters
    classification: ByProfile[ClassificationParameters]
    generality: GeneralityParameters
    reproducibility: ReproducibilityParameters
    adapter: ByProfile[AdapterParameters]
    fairness: ByProfile[FairnessParameters]
    utility_fairness: ByProfile[UtilityFairnessParameters]
    cohort: CohortParameters


def parse_project(raw: Mapping[str, JsonValue]) -> ProjectParameters:
    """The parsed params.yaml as frozen models.

    Errors: ParameterUnknownError (core.parameters.unknown) with the nearest valid name, ParameterInvalidError (core.parameters.invalid).
    """
    return parse_parameters(ProjectParameters, raw)

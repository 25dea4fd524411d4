import pytest
from pydantic import ValidationError

from gates.cohort.pilot_derivation import NEEDED_GATES
from gates.cohort.recheck import MEAN_FIGURES, SEED_FIGURES
from gates.params.cohort import CohortParameters, RerunParameters

RERUN = {"rate": 0.25, "gates": ("smoke", "baseline"), "max_difference": 0.02}


@pytest.mark.parametrize(
    "change", [{"rate": 1.1}, {"gates": ()}, {"gates": ("smoke", "smoke")}, {"gates": ("benchmark",)}, {"max_difference": -1}]
)
def test_a_rerun_that_cannot_be_is_refused(change: dict):
    RerunParameters.model_validate(RERUN)
    with pytest.raises(ValidationError):
        RerunParameters.model_validate({**RERUN, **change})


def test_what_can_be_run_again_is_in_every_bundle_and_has_figures_to_compare():
    every = RerunParameters.model_validate({**RERUN, "gates": (*SEED_FIGURES, *MEAN_FIGURES)}).gates
    assert set(every) <= NEEDED_GATES


def test_a_cohort_is_judged_by_one_of_two_sets_of_limits():
    with pytest.raises(ValidationError):
        CohortParameters.model_validate({"judged_by": "mood", "silent_after_h": 36.0, "rerun": RERUN})

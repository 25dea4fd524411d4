"""A classifying process answers what it was asked, and says why when it cannot."""

import pytest

from tasks.errors import ComputationFailedError
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.classification.computations import Classify, classify

PARAMS = load_project(PROJECT_ROOT).classification.reduced


def test_a_set_that_nobody_registers_is_named() -> None:
    asked = Classify(
        dataset="tweets", vectorizer=PARAMS.vectorizer, classifier=PARAMS.classifier, test_fraction=0.25, seeds=(0,), num_timed=1
    )
    with pytest.raises(ComputationFailedError, match=r"gates\.data\.unknown"):
        classify(asked)

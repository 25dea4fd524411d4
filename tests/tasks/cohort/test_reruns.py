"""What a gate is run again with is the maintainer's own, and what it finds is what the gate writes."""

from tasks.cohort.intake import opened
from tasks.cohort.reruns import GATE_OF, run_again, unlike_sources
from tasks.project.files import PROJECT_ROOT
from tests.gates.cohort.bundles import Made


def test_the_figures_are_those_of_the_seed_that_the_number_picks():
    """The cheapest of the three, for real; seven of five seeds is the third."""
    found = run_again(PROJECT_ROOT, "classification", "reduced", 7)
    assert found.seed == 2 and set(found.figures) == {"accuracy", "macro_f1"}
    assert all(value > 0.85 for value in found.figures.values())


def test_data_and_parameters_are_compared_and_neither_limits_nor_the_release():
    unlike = set(unlike_sources(PROJECT_ROOT, GATE_OF["baseline"], "reduced", opened(Made().packed())))
    assert "baseline.reduced" in unlike
    assert unlike <= {"baseline.reduced", "data/digits/train.safetensors", "data/digits/test.safetensors"}

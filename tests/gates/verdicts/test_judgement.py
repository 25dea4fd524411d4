"""Limits know the mode of a run where they expect one."""

from gates.params.limits.baseline import BASELINE_FLOORS
from gates.params.limits.benchmark import BENCHMARK_FLOORS
from gates.params.limits.generality import GENERALITY_FLOORS
from gates.verdicts.judgement import in_mode


def test_limits_that_expect_a_mode_expect_that_of_the_profile_and_are_the_same_otherwise():
    assert in_mode(BENCHMARK_FLOORS, "full") == BENCHMARK_FLOORS.model_copy(update={"expected_mode": "full"})


def test_the_full_profile_alone_requires_the_public_tasks():
    assert [in_mode(GENERALITY_FLOORS, profile).require_public for profile in ("reduced", "full", "rehearsal")] == [False, True, False]
    required = GENERALITY_FLOORS.model_copy(update={"require_public": True})
    assert in_mode(required, "reduced").require_public


def test_limits_that_expect_no_mode_are_those_of_both_profiles():
    assert in_mode(BASELINE_FLOORS, "full") is BASELINE_FLOORS is in_mode(BASELINE_FLOORS, "reduced")

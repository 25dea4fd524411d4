"""The column "floor" of section 2, transcribed by hand: what a checker holds an artifact to without flags."""

import pytest

from tests.gates.params.limits.judged_floors import judged_floors

FLOORS = {
    "pilot_metrics": {},
    "node_health": {"min_uptime_ratio": 0.9},
    "cohort_manifest": {"min_nodes": 5, "min_passed": 5, "refuse_rehearsal": True},
    "pilot_cohort": {"min_node_count": 1, "min_uptime_ratio_mean": 0.9, "min_last_cycle_ok_ratio": 0.8},
    "machine_comparison": {"min_snapshots": 3, "max_score_range": 0.1, "max_score_std": 0.1},
    "provenance": {},
}


@pytest.mark.parametrize("gate", FLOORS)
def test_the_floors_are_the_contracts_and_nothing_else_is_judged(gate):
    assert judged_floors(gate) == FLOORS[gate]

"""The column "floor" of section 2, transcribed by hand: what a checker holds an artifact to without flags."""

import pytest

from tests.gates.params.limits.judged_floors import judged_floors

FLOORS = {
    "fairness": {"min_int8_jain_improvement": 0.05, "min_int8_contributed_clients_gain": 0.5},
    "utility_fairness": {"min_int8_jain_improvement": 0.05, "min_int8_gap_improvement": 0.05, "min_int8_contributed_clients_gain": 0.5},
}


@pytest.mark.parametrize("gate", FLOORS)
def test_the_floors_are_the_contracts_and_nothing_else_is_judged(gate):
    assert judged_floors(gate) == FLOORS[gate]

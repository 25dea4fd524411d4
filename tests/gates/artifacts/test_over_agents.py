"""How far a prediction and an observation are apart."""

import pytest

from gates.artifacts.over_agents import participation_difference


@pytest.mark.parametrize(
    ("pairs", "difference"),
    [
        ([([[0, 1]], [[0, 1]])], 0.0),
        ([([[0, 1], [0]], [[0], [0, 2]])], 0.25),
        ([([[0, 1], [0]], [[0, 1]])], 0.5),
        ([], 1.0),
    ],
)
def test_the_difference_is_the_share_of_clients_in_rounds_of_which_both_disagree(pairs: list, difference: float) -> None:
    assert participation_difference(pairs, 4) == difference

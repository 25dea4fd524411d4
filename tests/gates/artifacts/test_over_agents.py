"""How far a prediction and an observation are apart."""

import pytest

from gates.artifacts.over_agents import contribution_difference, participation_difference


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


@pytest.mark.parametrize(
    ("pairs", "difference"),
    [
        ([([[0, 3], [0]], [[0, 3], [0]]), ([[0, 1], [0, 1, 4]], [[0, 1], [0, 1, 4]])], 0.0),
        ([([[0, 3], [0]], [[0, 3], [0]]), ([[0, 1], [0, 1, 4]], [[0, 1, 4], [0, 1, 4]])], 1 / 6),
        ([([[0, 3], [0]], [[0, 3], [0]]), ([[0, 1], [0, 1, 4]], [[0, 1], [0, 1]])], 1 / 5),
        ([([[0]], [[1]])], 1.0),
        ([([[0], [0]], [[0]])], 1.0),
        ([([[]], [[]])], 1.0),
        ([], 1.0),
    ],
)
def test_the_difference_of_contributions_leaves_out_who_is_never_there_and_is_that_of_the_worst_method(
    pairs: list, difference: float
) -> None:
    assert contribution_difference(pairs) == difference

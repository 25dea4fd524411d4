"""A tier is doubted where the line that was measured cannot be one of it."""

import pytest

from gates.cohort.network_tiers import there_and_back_mbit, tier_doubt


def test_a_text_goes_up_and_comes_down_one_after_the_other():
    assert there_and_back_mbit(10, 5) == pytest.approx(20 / 3)
    assert there_and_back_mbit(8, 8) == pytest.approx(8)


@pytest.mark.parametrize(
    ("tier", "mbit", "is_doubted"), [("fibre", 30, False), ("fibre", 28, True), ("mobile", 6.7, False), ("pigeons", 6, True)]
)
def test_the_least_of_a_tier_is_held_to(tier: str, mbit: float, is_doubted: bool):
    assert bool(tier_doubt(tier, mbit)) is is_doubted

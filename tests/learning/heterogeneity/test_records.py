"""What a record gives back."""

from learning.heterogeneity.records import RoundRecord, participation


def test_the_participation_is_who_was_included_round_by_round():
    rounds = [RoundRecord(0, 0.0, 1.0, (0, 1, 2), (0, 2), ()), RoundRecord(1, 1.0, 2.0, (1,), (), ())]
    assert participation(rounds) == ((0, 2), ())

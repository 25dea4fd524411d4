"""Chance is a function of (seed, round, client, purpose)."""

import itertools

from learning.randomness import generator


def test_same_names_give_the_same_numbers():
    assert generator(1, 2, 3, "codec").integers(2**63) == generator(1, 2, 3, "codec").integers(2**63)


def test_any_other_name_gives_other_numbers():
    names = itertools.product((0, 1, 2**32 - 1), (0, 1, 2), (0, 1, 5), ("init", "select", "batches", "codec"))
    draws = [int(generator(*name).integers(2**63)) for name in names]
    assert len(set(draws)) == len(draws)


def test_the_numbers_never_change():
    assert [int(value) for value in generator(7, 1, 3, "batches").integers(1000, size=4)] == [504, 292, 734, 464]

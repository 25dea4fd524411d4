"""Chance is a function of (seed, round, client, purpose)."""

import itertools

import numpy as np

from learning.randomness import generator, seed_words


def test_same_names_give_the_same_numbers():
    assert generator(1, 2, 3, "codec").integers(2**63) == generator(1, 2, 3, "codec").integers(2**63)


def test_any_other_name_gives_other_numbers():
    names = itertools.product((0, 1, 2**32 - 1), (0, 1, 2), (0, 1, 5), ("init", "select", "batches", "codec"))
    draws = [int(generator(*name).integers(2**63)) for name in names]
    assert len(set(draws)) == len(draws)


def test_the_numbers_never_change():
    assert [int(value) for value in generator(7, 1, 3, "batches").integers(1000, size=4)] == [504, 292, 734, 464]


def test_the_words_of_many_clients_are_those_that_their_generators_are_seeded_with():
    for client_seed, words in zip((4, 2**32 - 1), seed_words(7, 1, (4, 2**32 - 1), "batches"), strict=True):
        drawn = np.random.Generator(np.random.PCG64(np.random.SeedSequence(words))).integers(2**63)
        assert drawn == generator(7, 1, client_seed, "batches").integers(2**63)

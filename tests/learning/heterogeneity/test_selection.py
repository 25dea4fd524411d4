"""Selection policies: how often each client is asked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.heterogeneity.selection import Candidates, choose

POLICIES = ["uniform", "round_robin", "fewest_contributions", "fastest_of_two"]


def candidates(online, asked=None, contributed=None, seconds=None):
    nothing = np.zeros(12, dtype=np.int64)
    return Candidates(
        np.array(online, dtype=np.intp),
        nothing if asked is None else asked,
        nothing if contributed is None else contributed,
        np.ones(12) if seconds is None else seconds,
    )


@given(st.sampled_from(POLICIES), st.sets(st.integers(0, 11)), st.integers(1, 15), st.integers(0, 2**32))
def test_so_many_of_those_online_are_asked_ascending(policy, online, num_wanted, seed):
    asked = choose(policy, candidates(sorted(online)), num_wanted, np.random.default_rng(seed))
    assert list(asked) == sorted(set(asked)) and set(asked) <= online and len(asked) == min(num_wanted, len(online))


def tally(policy, num_rounds=3000, **known):
    asked_C = np.zeros(12, dtype=np.int64)
    for seed in range(num_rounds):
        chosen = choose(policy, candidates(range(12), **({"asked": asked_C} | known)), 4, np.random.default_rng(seed))
        asked_C[list(chosen)] += 1
    return asked_C


def test_uniform_asks_everyone_equally_often_by_chance():
    assert tally("uniform") / 3000 == pytest.approx([1 / 3] * 12, abs=0.04)


def test_round_robin_asks_everyone_equally_often_exactly():
    assert set(tally("round_robin")) == {1000}


def test_the_fewest_contributions_are_asked_first():
    contributed = np.array([3] * 8 + [1] * 3 + [2])
    assert set(choose("fewest_contributions", candidates(range(12), contributed=contributed), 4, np.random.default_rng(0))) == {
        8,
        9,
        10,
        11,
    }


def test_two_choices_favour_the_fast_and_starve_only_the_slowest():
    asked_C = tally("fastest_of_two", seconds=np.arange(12.0))
    assert np.all(np.diff(asked_C) < 150)
    assert asked_C[0] > 1.8 * 1000 and asked_C[7] > 0 and asked_C[8:].sum() == 0

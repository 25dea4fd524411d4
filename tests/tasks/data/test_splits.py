import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tasks.data.splits import near_duplicate_groups, stratified_split


def test_equal_examples_share_a_group_at_any_distance():
    features_NF = np.array([[1, 2], [5, 5], [1, 2], [9, 9]], dtype=np.float32)
    assert near_duplicate_groups(features_NF, 0.0).tolist() == [0, 1, 0, 3]


def test_near_examples_share_a_group_also_through_others():
    features_NF = np.array([[0.0], [4.0], [2.0], [9.0]], dtype=np.float32)
    assert near_duplicate_groups(features_NF, 2.5).tolist() == [0, 0, 0, 3]


@given(st.integers(0, 2**32 - 1), st.integers(20, 60), st.integers(2, 4))
def test_every_example_is_on_one_side_and_no_group_on_both(seed, num_examples, num_classes):
    generator = np.random.default_rng(seed)
    labels_N = generator.integers(0, num_classes, num_examples)
    groups_N = np.arange(num_examples)
    groups_N[5] = groups_N[3] = 1
    train, test = stratified_split(labels_N, groups_N, 0.2, np.random.default_rng(seed))
    assert sorted([*train, *test]) == list(range(num_examples))
    assert not set(groups_N[train]) & set(groups_N[test])


def test_every_label_gives_its_fraction():
    labels_N = np.repeat(np.arange(4), [10, 20, 30, 40])
    _, test = stratified_split(labels_N, np.arange(100), 0.2, np.random.default_rng(0))
    assert np.bincount(labels_N[test]).tolist() == [2, 4, 6, 8]


def test_the_same_seed_gives_the_same_split_and_another_gives_another():
    labels_N = np.repeat(np.arange(4), 25)
    splits = [stratified_split(labels_N, np.arange(100), 0.2, np.random.default_rng(seed))[1].tolist() for seed in (1, 1, 2)]
    assert splits[0] == splits[1] != splits[2]

"""Splitting labelled examples: stratified, repeatable, and with no example on both sides."""

# N examples, F features.

import numpy as np

from learning.arrays import Float32Array, IndexArray, Int64Array


def near_duplicate_groups(features_NF: Float32Array, distance: float) -> Int64Array:
    """Number each example's group: examples nearer than `distance` (Euclidean), or equal, share one, also through others.

    Shapes: features_NF [N, F]; returns [N], each group named by its first example. Costs N² distances.
    """
    exact_NF = features_NF.astype(np.float64)
    norms_N = (exact_NF**2).sum(axis=1)
    squares_NN = norms_N[:, None] + norms_N[None, :] - 2 * exact_NF @ exact_NF.T
    near_NN = (squares_NN < distance**2) | (squares_NN < 1e-9)
    groups_N = np.arange(len(features_NF), dtype=np.int64)
    for first, second in np.argwhere(np.triu(near_NN, k=1)):
        joined = groups_N[[first, second]]
        groups_N[np.isin(groups_N, joined)] = joined.min()
    return groups_N


def stratified_split(
    labels_N: Int64Array, groups_N: Int64Array, test_fraction: float, generator: np.random.Generator
) -> tuple[IndexArray, IndexArray]:
    """Indices of train and of test, each ascending: every label gives `test_fraction` of its examples, no group is cut.

    A group is dealt by the label of its first example; the last group dealt may exceed the fraction.
    """
    is_test_N = np.zeros(len(labels_N), dtype=np.bool_)
    for label in np.unique(labels_N):
        wanted = round(test_fraction * int((labels_N == label).sum()))
        for group in generator.permutation(np.unique(groups_N[labels_N[groups_N] == label])):
            if wanted <= 0:
                break
            members_N = groups_N == group
            is_test_N |= members_N
            wanted -= int(members_N.sum())
    return np.flatnonzero(~is_test_N), np.flatnonzero(is_test_N)

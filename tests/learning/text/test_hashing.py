"""Hashing keeps products of rows in the mean, and depends on nothing but the terms."""

import numpy as np
from scipy.sparse import csr_array

from learning.text.hashing import hash_columns

TERMS = [f"term {index}" for index in range(400)]


def rows(seed: int) -> csr_array:
    random = np.random.default_rng(seed)
    features = random.random((6, len(TERMS))) * (random.random((6, len(TERMS))) < 0.1)
    return csr_array(features.astype(np.float32))


def test_a_term_goes_where_its_name_says_whatever_stands_beside_it() -> None:
    features = rows(0)
    order = np.random.default_rng(1).permutation(len(TERMS))
    shuffled = hash_columns(features[:, order], [TERMS[index] for index in order], 64)
    np.testing.assert_allclose(shuffled, hash_columns(features, TERMS, 64), atol=1e-6)


def test_the_columns_are_fixed_for_all_time() -> None:
    one = csr_array(np.eye(3, dtype=np.float32))
    hashed = hash_columns(one, ["trust", "#tru", "trust the"], 2048)
    assert np.argwhere(hashed).tolist() == [[0, 199], [1, 1764], [2, 714]]
    assert set(hashed[hashed != 0].tolist()) == {-1.0}


def test_products_are_kept_in_the_mean() -> None:
    features = rows(2)
    exact = (features @ features.T).toarray()
    hashed = [hash_columns(features, [f"{salt} {term}" for term in TERMS], 256) for salt in range(40)]
    found = np.mean([rows_ND @ rows_ND.T for rows_ND in hashed], axis=0)
    np.testing.assert_allclose(found, exact, atol=0.35)


def test_a_row_without_terms_stays_empty() -> None:
    empty = csr_array((1, len(TERMS)), dtype=np.float32)
    assert not hash_columns(empty, TERMS, 32).any()

"""One-hot inputs: what they are, and a product that never holds them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from learning.kernels.one_hot import fill_one_hot, one_hot_product, row_numbers


@given(st.integers(1, 6), st.integers(1, 4), st.integers(1, 7), st.integers(0, 2**32))
def test_the_one_hot_form_has_a_one_for_each_code_in_its_place(num_examples, num_features, num_classes, seed):
    codes_NF = np.random.default_rng(seed).integers(0, num_classes, (num_examples, num_features))
    inputs_NI = np.full((num_examples, num_features * num_classes), 7, dtype=np.float32)
    fill_one_hot(row_numbers(codes_NF.astype(np.float32), num_classes), inputs_NI)
    assert np.array_equal(inputs_NI, np.eye(num_classes, dtype=np.float32)[codes_NF].reshape(num_examples, -1))


def test_the_product_is_that_of_the_one_hot_forms():
    random = np.random.default_rng(0)
    numbers_NF = row_numbers(random.integers(0, 5, (9, 4)).astype(np.float32), 5)
    inputs_NI, weight_IH = np.empty((9, 20), dtype=np.float32), random.random((20, 3), dtype=np.float32)
    fill_one_hot(numbers_NF, inputs_NI)
    assert np.allclose(one_hot_product(numbers_NF, weight_IH), inputs_NI @ weight_IH, atol=1e-6)

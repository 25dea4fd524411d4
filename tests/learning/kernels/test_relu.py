"""The rectified linear unit in place, forwards and backwards."""

import numpy as np

from learning.kernels.relu import rectify, send_back_rectified


def test_what_is_below_nought_is_cut_off_and_sends_nothing_back():
    output = np.array([[-1, 0, 2], [np.nan, np.inf, -np.inf]], dtype=np.float32)
    delta = np.array([[3, 4, 5], [6, 7, 8]], dtype=np.float32)
    for call in [*rectify(output), *send_back_rectified(output, delta)]:
        call()
    assert np.array_equal(output, np.array([[0, 0, 2], [np.nan, np.inf, 0]]), equal_nan=True)
    assert delta.tolist() == [[0, 0, 5], [0, 7, 0]]

"""Scikit-learn's real digits at the size and on the scale of MNIST's, which may not be on the machine."""

import numpy as np
from sklearn.datasets import load_digits

from learning.examples import Examples

MEAN, DEVIATION = np.float32(0.1307), np.float32(0.3081)


def digits_as_mnist() -> Examples:
    """1,797 digits of 28 by 28 pixels, standardised as MNIST's: three by three for each pixel, behind a margin of two."""
    digits = load_digits()
    images_NHW = np.kron(digits.images / 16, np.ones((1, 3, 3))).astype(np.float32)
    pixels_NF = np.pad(images_NHW, ((0, 0), (2, 2), (2, 2))).reshape(-1, 784)
    return Examples((pixels_NF - MEAN) / DEVIATION, digits.target.astype(np.int64))

"""`python -m tasks.data.digits`: write the handwritten digits, split into train and test (the DVC stage `data_digits`)."""

import sys
from pathlib import Path

import numpy as np

from core.ids import Sha256
from gates.params.data import DigitsParameters
from learning.arrays import Float32Array, Int64Array
from learning.examples import pack_examples
from tasks.data.example_files import SPLITS, Split, write_command, write_splits
from tasks.data.splits import near_duplicate_groups, stratified_split
from tasks.project.files import PROJECT_ROOT
from tasks.project.parameters import read_section

MAX_PIXEL = 16


def split_digits(params: DigitsParameters) -> dict[Split, bytes]:
    """Split name to the bytes of its file; the same parameters give the same bytes.

    Shapes: features [N, 64] in 0 … 1, labels 0 … 9.
    """
    pixels_NF, labels_N = _bundled_digits()
    groups_N = near_duplicate_groups(pixels_NF, params.near_duplicate_distance)
    sides = stratified_split(labels_N, groups_N, params.test_fraction, np.random.default_rng(params.split_seed))
    return {
        split: pack_examples(pixels_NF[indices] / np.float32(MAX_PIXEL), labels_N[indices])
        for split, indices in zip(SPLITS, sides, strict=True)
    }


def write_digits(root: Path, params: DigitsParameters) -> dict[str, Sha256]:
    """Write both sides below data/digits/.

    Errors: DataAlteredError (gates.data.altered): the parameters or scikit-learn's digits have changed.
    """
    return write_splits(root, "digits", split_digits(params))


def _bundled_digits() -> tuple[Float32Array, Int64Array]:
    """scikit-learn's digits: pixels 0 … 16, [1797, 64], and labels."""
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    return np.asarray(pixels, dtype=np.float32), np.asarray(labels, dtype=np.int64)


if __name__ == "__main__":
    sys.exit(write_command(lambda: write_digits(PROJECT_ROOT, read_section(PROJECT_ROOT, "data.digits", DigitsParameters))))

"""`python -m tasks.digits`: write the handwritten digits, split into train and test (the DVC stage `data_digits`)."""

import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import Literal

import numpy as np

from core.errors import CodedError
from core.ids import Sha256
from gates.errors import DataAlteredError
from gates.params.data import DigitsParameters
from learning.arrays import Float32Array, Int64Array
from learning.examples import Examples, pack_examples, unpack_examples
from tasks.data_registry import read_data, read_registry, registered
from tasks.parameters import load_project
from tasks.project_files import PROJECT_ROOT
from tasks.splits import near_duplicate_groups, stratified_split

MAX_PIXEL = 16
SPLITS = ("train", "test")


def load_digits_split(root: Path, split: Literal["train", "test"]) -> Examples:
    """The digits of one side of the split, checked against the registry.

    Shapes: features [N, 64] in 0 … 1, labels 0 … 9.
    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    return unpack_examples(read_data(root, _path(split)))


def split_digits(params: DigitsParameters) -> dict[str, bytes]:
    """Split name to the bytes of its file; the same parameters give the same bytes."""
    pixels_NF, labels_N = _bundled_digits()
    groups_N = near_duplicate_groups(pixels_NF, params.near_duplicate_distance)
    sides = stratified_split(labels_N, groups_N, params.test_fraction, np.random.default_rng(params.split_seed))
    return {
        split: pack_examples(pixels_NF[indices] / np.float32(MAX_PIXEL), labels_N[indices])
        for split, indices in zip(SPLITS, sides, strict=True)
    }


def write_digits(root: Path, params: DigitsParameters) -> dict[str, Sha256]:
    """Write both sides below data/digits/ and return their SHA-256; nothing is written unless both are the registered ones.

    Errors: DataAlteredError (gates.data.altered): the parameters or scikit-learn's digits have changed.
    """
    registry = read_registry(root)
    entries = {split: registered(registry, _path(split))[1] for split in SPLITS}
    contents = split_digits(params)
    for split, file in entries.items():
        found = sha256(contents[split]).hexdigest()
        if found != file.sha256:
            message = (
                "the parameters give another split than the registered one; where that is meant, put its SHA-256 in data/registry.json"
            )
            raise DataAlteredError(message, path=file.path, expected=file.sha256, found=found)
    for split, content in contents.items():
        path = root / "data" / _path(split)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        temporary.write_bytes(content)
        os.replace(temporary, path)
    return {split: Sha256(file.sha256) for split, file in entries.items()}


def main() -> int:
    """Write the digits of this checkout; 0, or 1 with the reason."""
    try:
        written = write_digits(PROJECT_ROOT, load_project(PROJECT_ROOT).data.digits)
    except CodedError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    for split, digest in written.items():
        sys.stdout.write(f"data/{_path(split)} {digest}\n")
    return 0


def _bundled_digits() -> tuple[Float32Array, Int64Array]:
    """scikit-learn's digits: pixels 0 … 16, [1797, 64], and labels."""
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    return np.asarray(pixels, dtype=np.float32), np.asarray(labels, dtype=np.int64)


def _path(split: str) -> str:
    return f"digits/{split}.safetensors"


if __name__ == "__main__":
    sys.exit(main())

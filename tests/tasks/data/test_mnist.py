"""MNIST's test images are read from IDX files that are whole and nothing else, and split by label."""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gates.errors import DataAlteredError, DataMissingError
from gates.params.data import MnistParameters
from tasks.data.example_files import load_split
from tasks.data.mnist import IMAGES, LABELS, NUM_IMAGES, read_mnist, write_mnist
from tasks.project.files import PROJECT_ROOT

MIRROR = PROJECT_ROOT.parent / "shared" / "data"
PARAMS = MnistParameters(test_fraction=0.2, split_seed=0)
IMAGES_HEADER = bytes.fromhex("00000803 00002710 0000001c 0000001c")
LABELS_HEADER = bytes.fromhex("00000801 00002710")


def images(header: bytes = IMAGES_HEADER, size: int = NUM_IMAGES * 784) -> bytes:
    pixels = np.zeros(size, dtype=np.uint8)
    pixels[783] = 255
    return gzip.compress(header + pixels.tobytes(), compresslevel=1)


def labels(header: bytes = LABELS_HEADER, size: int = NUM_IMAGES) -> bytes:
    return gzip.compress(header + (np.arange(size) % 10).astype(np.uint8).tobytes(), compresslevel=1)


def test_pixels_are_scaled_row_by_row_and_labels_are_whole_numbers() -> None:
    pixels_NF, labels_N = read_mnist(images(), labels())
    assert pixels_NF.shape == (NUM_IMAGES, 784) and pixels_NF.dtype == np.float32
    assert (pixels_NF[0, 783], pixels_NF.sum()) == (1.0, 1.0)
    assert labels_N[:3].tolist() == [0, 1, 2] and labels_N.dtype == np.int64


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(lambda: (b"no gzip", labels()), id="no gzip"),
        pytest.param(lambda: (b"", labels()), id="nothing"),
        pytest.param(lambda: (images()[:-20], labels()), id="cut off"),
        pytest.param(lambda: (images(size=NUM_IMAGES * 784 - 1), labels()), id="a pixel too few"),
        pytest.param(lambda: (images(size=NUM_IMAGES * 784 + 1), labels()), id="a pixel too many"),
        pytest.param(lambda: (images(size=NUM_IMAGES * 784 * 20), labels()), id="a bomb"),
        pytest.param(lambda: (images(header=LABELS_HEADER + bytes(8)), labels()), id="another header"),
        pytest.param(lambda: (images(), labels(size=NUM_IMAGES - 1)), id="a label too few"),
        pytest.param(lambda: (labels(), images()), id="swapped"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(files: Callable[[], tuple[bytes, bytes]]) -> None:
    pixels, digits = files()
    with pytest.raises(DataAlteredError):
        read_mnist(pixels, digits)


def test_without_the_source_nothing_is_written(root: Path) -> None:
    with pytest.raises(DataMissingError):
        write_mnist(root, PARAMS)
    (root / "data" / IMAGES).write_bytes(images())
    with pytest.raises(DataAlteredError):
        write_mnist(root, PARAMS)
    assert not (root / "data" / "mnist").exists()


@pytest.mark.skipif(not (MIRROR / IMAGES).exists(), reason="the public data is not in ../shared/data")
def test_the_real_images_give_the_registered_split_and_no_other(root: Path) -> None:
    for name in (IMAGES, LABELS):
        shutil.copy(MIRROR / name, root / "data" / name)
    with pytest.raises(DataAlteredError, match="another split"):
        write_mnist(root, MnistParameters(test_fraction=0.2, split_seed=1))
    write_mnist(root, PARAMS)
    train, test = (load_split(root, "mnist", split) for split in ("train", "test"))
    assert (train.num_examples + test.num_examples, train.features_NF.shape[1]) == (NUM_IMAGES, 784)
    counts = np.bincount(train.labels_N) / (np.bincount(train.labels_N) + np.bincount(test.labels_N))
    assert np.abs(counts - 0.8).max() < 0.01

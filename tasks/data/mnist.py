"""`python -m tasks.data.mnist`: write MNIST's 10,000 test images, split into train and test (the DVC stage `data_mnist`)."""

import gzip
import io
import sys
from pathlib import Path

import numpy as np

from core.ids import Sha256
from gates.errors import DataAlteredError
from gates.params.data import MnistParameters
from learning.arrays import Float32Array, Int64Array
from learning.examples import pack_examples
from tasks.data.example_files import SPLITS, Split, write_command, write_splits
from tasks.data.registry import read_data
from tasks.data.splits import stratified_split
from tasks.project.files import PROJECT_ROOT
from tasks.project.parameters import read_section

IMAGES, LABELS = "mnist-t10k/t10k-images-idx3-ubyte.gz", "mnist-t10k/t10k-labels-idx1-ubyte.gz"
NUM_IMAGES, SIDE, MAX_PIXEL = 10_000, 28, 255
_IMAGES_HEADER = np.array([0x803, NUM_IMAGES, SIDE, SIDE], dtype=">u4").tobytes()
_LABELS_HEADER = np.array([0x801, NUM_IMAGES], dtype=">u4").tobytes()


def read_mnist(images: bytes, labels: bytes) -> tuple[Float32Array, Int64Array]:
    """The images as pixels 0 … 1, [10000, 784], and their labels.

    Errors: DataAlteredError (gates.data.altered) where a file is not the gzipped IDX file of that many images.
    """
    pixels, digits = _idx(images, _IMAGES_HEADER, NUM_IMAGES * SIDE * SIDE), _idx(labels, _LABELS_HEADER, NUM_IMAGES)
    return pixels.reshape(NUM_IMAGES, SIDE * SIDE).astype(np.float32) / np.float32(MAX_PIXEL), digits.astype(np.int64)


def write_mnist(root: Path, params: MnistParameters) -> dict[str, Sha256]:
    """Write both sides below data/mnist/; the same parameters give the same bytes.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    pixels_NF, labels_N = read_mnist(read_data(root, IMAGES), read_data(root, LABELS))
    sides = stratified_split(labels_N, np.arange(NUM_IMAGES), params.test_fraction, np.random.default_rng(params.split_seed))
    contents: dict[Split, bytes] = {
        split: pack_examples(pixels_NF[indices], labels_N[indices]) for split, indices in zip(SPLITS, sides, strict=True)
    }
    return write_splits(root, "mnist", contents)


def _idx(raw: bytes, header: bytes, size: int) -> "np.ndarray[tuple[int], np.dtype[np.uint8]]":
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as file:
            content = file.read(len(header) + size + 1)
    except (OSError, EOFError) as error:
        raise DataAlteredError(f"an IDX file cannot be unpacked: {error}") from error
    if not content.startswith(header) or len(content) != len(header) + size:
        raise DataAlteredError("an IDX file has another header or length than MNIST's", size_bytes=len(content))
    return np.frombuffer(content, dtype=np.uint8, offset=len(header))


if __name__ == "__main__":
    sys.exit(write_command(lambda: write_mnist(PROJECT_ROOT, read_section(PROJECT_ROOT, "data.mnist", MnistParameters))))

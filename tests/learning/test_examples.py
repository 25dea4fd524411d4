"""Examples survive their bytes; what is no example is refused."""

import numpy as np
import pytest

from learning.errors import DataMalformedError
from learning.examples import Examples, check_examples, pack_examples, unpack_examples
from learning.plan import ModelSpec
from learning.tensors import Tensors, write_tensors

FEATURES, LABELS = np.arange(8, dtype=np.float32).reshape(4, 2), np.array([0, 1, 2, 1])


def test_examples_survive_their_bytes():
    back = unpack_examples(pack_examples(FEATURES, LABELS))
    assert np.array_equal(back.features_NF, FEATURES) and np.array_equal(back.labels_N, LABELS)


def test_take_keeps_features_and_labels_together():
    taken = Examples(FEATURES, LABELS).take(np.array([3, 0]))
    assert np.array_equal(taken.features_NF, FEATURES[[3, 0]]) and list(taken.labels_N) == [1, 0] and taken.num_examples == 2


@pytest.mark.parametrize(
    ("features", "labels"),
    [
        (FEATURES.astype(np.float64), LABELS),
        (FEATURES, LABELS.astype(np.int32)),
        (FEATURES, LABELS[:3]),
        (FEATURES[0], LABELS[:2]),
        (FEATURES[:0], LABELS[:0]),
        (np.where(FEATURES == 3, np.float32(np.nan), FEATURES), LABELS),
        (FEATURES, LABELS - 1),
    ],
)
def test_what_is_no_example_is_refused(features, labels):
    with pytest.raises(DataMalformedError):
        pack_examples(features, labels)


@pytest.mark.parametrize(
    "tensors",
    [
        Tensors({"features": FEATURES}, {"format": "examples", "version": "1"}),
        Tensors({"features": FEATURES, "labels": LABELS}, {"format": "examples", "version": "2"}),
        Tensors({"features": FEATURES, "labels": LABELS - 1}, {"format": "examples", "version": "1"}),
        Tensors({"features": FEATURES, "labels": LABELS[:, None]}, {"format": "examples", "version": "1"}),
    ],
)
def test_a_file_of_something_else_is_refused(tensors):
    with pytest.raises(DataMalformedError):
        unpack_examples(write_tensors(tensors))


@pytest.mark.parametrize("layer_sizes", [(3, 3), (2, 2)])
def test_examples_of_another_model_are_refused(layer_sizes):
    with pytest.raises(DataMalformedError):
        check_examples(Examples(FEATURES, LABELS), ModelSpec(kind="mlp", layer_sizes=layer_sizes))


def test_a_model_of_characters_takes_codes_of_its_classes_alone():
    spec = ModelSpec(kind="characters", layer_sizes=(2, 3))
    check_examples(Examples(np.array([[0, 2]], dtype=np.float32), np.array([1])), spec)
    for wrong in ([0, 3], [-1, 0], [0.5, 1]):
        with pytest.raises(DataMalformedError):
            check_examples(Examples(np.array([wrong], dtype=np.float32), np.array([1])), spec)

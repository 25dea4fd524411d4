"""Examples survive their bytes; what is no example is refused."""

import numpy as np
import pytest

from learning.errors import DataMalformedError
from learning.examples import Examples, Prefix, check_examples, pack_examples, token_features, token_numbers, unpack_examples
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


def behind_prefix(lengths=(2, 3, 1, 4)):
    random = np.random.default_rng(0)
    attended = random.normal(size=(sum(lengths), 6)).astype(np.float32).view(np.uint32) >> 16
    layer = {"inner.weight": random.normal(size=(6, 8)).astype(np.float32)}
    return Examples(token_features(np.array(lengths)), LABELS, Prefix(attended.astype(np.uint16), layer))


def tokens_of(examples):
    tokens, lengths = token_numbers(examples.features_NF)
    return np.split(examples.prefix.attended_TH[tokens], np.cumsum(lengths)[:-1])


def test_texts_behind_a_prefix_survive_their_bytes_with_their_own_tokens_alone():
    taken = behind_prefix().take(np.array([3, 0]))
    back = unpack_examples(pack_examples(taken.features_NF, taken.labels_N, taken.prefix))
    assert len(back.prefix.attended_TH) == 6
    assert all(np.array_equal(a, b) for a, b in zip(tokens_of(back), tokens_of(taken), strict=True))
    assert np.array_equal(back.prefix.layer["inner.weight"], taken.prefix.layer["inner.weight"])


@pytest.mark.parametrize(
    "features", [[[0, 0]], [[9, 2]], [[-1, 2]], [[0.5, 2]], [[2**25, 1]]], ids=["empty", "behind", "before", "between", "beyond"]
)
def test_a_text_whose_tokens_are_not_in_the_prefix_is_refused(features):
    with pytest.raises(DataMalformedError):
        pack_examples(np.array(features, dtype=np.float32), LABELS[:1], behind_prefix().prefix)


@pytest.mark.parametrize(
    "prefix",
    [
        Prefix(np.full((10, 6), 0x7F80, np.uint16), {}),
        Prefix(np.zeros((10, 6), np.uint32), {}),
        Prefix(np.zeros((10, 6), np.uint16), {"inner.weight": np.full((6, 8), np.nan, np.float32)}),
        Prefix(np.zeros((10, 6), np.uint16), {"inner.weight": np.zeros((6, 8))}),
    ],
)
def test_a_prefix_that_is_not_finite_or_of_other_types_is_refused(prefix):
    with pytest.raises(DataMalformedError):
        pack_examples(behind_prefix().features_NF, LABELS, prefix)


def test_a_prefix_without_its_layer_is_refused():
    examples = behind_prefix()
    arrays = {"features": examples.features_NF, "labels": LABELS, "attended": examples.prefix.attended_TH}
    for version in ("1", "2"):
        with pytest.raises(DataMalformedError):
            unpack_examples(write_tensors(Tensors(arrays, {"format": "examples", "version": version})))


@pytest.mark.parametrize(("version", "name"), [("1", "activations"), ("2", "activations"), ("1", "attended")])
def test_tokens_of_another_version_are_refused(version, name):
    examples = behind_prefix()
    layer = {f"layer.{key}": array for key, array in examples.prefix.layer.items()}
    arrays = {"features": examples.features_NF, "labels": LABELS, name: examples.prefix.attended_TH}
    with pytest.raises(DataMalformedError, match="tokens of version 2"):
        unpack_examples(write_tensors(Tensors(arrays | layer, {"format": "examples", "version": version})))

"""The figures are scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from learning.errors import DataMalformedError
from learning.evaluation import accuracy, cross_entropy, evaluate, expected_accuracy, macro_f1, mean_cross_entropy, per_client_accuracy
from learning.examples import Examples
from learning.kernels.registry import initial_weights
from learning.plan import ModelSpec

LABELS = hnp.arrays(np.int64, st.shared(st.integers(1, 30), key="n"), elements=st.integers(0, 5))


@given(LABELS, LABELS)
def test_accuracy_and_macro_f1_are_scikit_learns(labels_N, predicted_N):
    from sklearn.metrics import accuracy_score, f1_score

    assert accuracy(labels_N, predicted_N) == pytest.approx(accuracy_score(labels_N, predicted_N))
    assert macro_f1(labels_N, predicted_N) == pytest.approx(f1_score(labels_N, predicted_N, average="macro", zero_division=0))


def test_loss_is_scikit_learns_and_does_not_overflow():
    from sklearn.metrics import log_loss

    random = np.random.default_rng(0)
    logits_NK, labels_N = random.standard_normal((50, 4)).astype(np.float32) * 3, random.integers(0, 4, 50)
    shares_NK = np.exp(logits_NK.astype(float)) / np.exp(logits_NK.astype(float)).sum(axis=1, keepdims=True)
    assert cross_entropy(logits_NK, labels_N) == pytest.approx(log_loss(labels_N, shares_NK), abs=1e-6)
    assert np.isfinite(cross_entropy(logits_NK * np.float32(1e30), labels_N))


def test_evaluation_and_per_client_accuracy_agree(shards):
    spec = ModelSpec(kind="mlp", layer_sizes=(6, 40, 3))
    weights_P = initial_weights(spec, 0)
    figures = [evaluate(spec, weights_P, shard) for shard in shards]
    assert per_client_accuracy(spec, weights_P, shards) == tuple(figure.accuracy for figure in figures)
    assert [figure.num_examples for figure in figures] == [5, 17, 8, 30]


def test_mean_cross_entropy_is_the_evaluations_however_many_examples_fit_at_a_time(shards):
    narrow, wide = (ModelSpec(kind="mlp", layer_sizes=(6, width, 3)) for width in (40, 300_000))
    assert wide.most_at_once < shards[3].num_examples < narrow.most_at_once
    for spec in (narrow, wide):
        weights_P = initial_weights(spec, 0)
        assert mean_cross_entropy(spec, weights_P, shards[3]) == pytest.approx(evaluate(spec, weights_P, shards[3]).loss, rel=1e-6)


def test_examples_of_another_model_are_refused(shards):
    spec = ModelSpec(kind="mlp", layer_sizes=(5, 3))
    with pytest.raises(DataMalformedError):
        evaluate(spec, initial_weights(spec, 0), shards[0])


def test_the_expected_accuracy_weighs_each_label_as_the_client_has_it():
    spec = ModelSpec(kind="mlp", layer_sizes=(3, 3))
    weights_P = np.concatenate([np.eye(3).ravel(), np.zeros(3)]).astype(np.float32)
    held_out = Examples(np.eye(3, dtype=np.float32)[[0, 0, 1, 2]], np.array([0, 1, 1, 2]))
    clients = [Examples(np.zeros((len(labels), 3), np.float32), np.array(labels)) for labels in ([0], [1, 1], [0, 1, 2])]
    assert expected_accuracy(spec, weights_P, clients, held_out) == pytest.approx((1.0, 0.5, 2.5 / 3))
    only_first = Examples(held_out.features_NF[:1], held_out.labels_N[:1])
    assert expected_accuracy(spec, weights_P, clients[2:], only_first) == (1.0,)

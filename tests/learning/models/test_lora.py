"""The adapter's kernel: the oracle's weights, its head's own rate, its warm-up, and what it leaves alone."""

import numpy as np
import pytest

from learning.adapter import INNER_WIDTH, WIDTH
from learning.errors import DataMalformedError
from learning.evaluation import evaluate
from learning.examples import Examples, Prefix
from learning.kernels.mlp import MlpKernel, train_mlp
from learning.models.frozen_layer import FeedForward
from learning.models.lora import LoraKernel, Tokens, adapted_features, train_lora
from learning.models.lora_oracle import train_padded
from learning.plan import LocalTraining, ModelSpec
from tests.learning.texts_behind_prefix import SPEC, make_texts

assert SPEC.adapter is not None
CUT = SPEC.adapter.num_parameters
HEAD = ModelSpec(kind="mlp", layer_sizes=(WIDTH, 5))
TEXTS = make_texts(41)
PLAIN = LocalTraining(epochs=2, batch_size=8, learning_rate=0.05, head_learning_rate=0.2)
BATCHES = [np.random.default_rng(epoch).permutation(41)[start : start + 8] for epoch in range(2) for start in range(0, 41, 8)]


@pytest.fixture
def started() -> np.ndarray:
    """Weights whose adapter does something."""
    weights_P = LoraKernel().initial_weights(SPEC, 0)
    weights_P[:CUT] += np.random.default_rng(1).normal(0, 0.02, CUT).astype(np.float32)
    return weights_P


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"head_learning_rate": None},
        {"momentum": 0.9},
        {"optimiser": "adamw", "learning_rate": 1e-3, "head_learning_rate": 3e-3, "weight_decay": 0.1, "epsilon": 1e-6},
    ],
)
def test_one_round_ends_where_torch_does(started: np.ndarray, fields: dict[str, object]) -> None:
    local = PLAIN.model_copy(update=fields)
    trained_P = started + train_lora(started, TEXTS, BATCHES, SPEC, local).update_P
    expected_P = train_padded(started, TEXTS, BATCHES, SPEC, local)
    assert np.abs(trained_P - expected_P).max() < 1e-5
    assert np.abs(trained_P - started)[:CUT].max() > 1e-3 and np.abs(trained_P - started)[CUT:].max() > 1e-3


def test_bits_do_not_depend_on_the_company_in_memory(started: np.ndarray) -> None:
    order = np.random.default_rng(3).permutation(41)
    shuffled = TEXTS.take(order)
    own = [np.flatnonzero(np.isin(order, batch)) for batch in BATCHES]
    own = [
        positions[np.argsort([list(batch).index(order[position]) for position in positions])]
        for positions, batch in zip(own, BATCHES, strict=True)
    ]
    first, second = train_lora(started, TEXTS, BATCHES, SPEC, PLAIN), train_lora(started, shuffled, own, SPEC, PLAIN)
    assert np.abs(first.update_P - second.update_P).max() < 1e-6
    assert train_lora(started, TEXTS, BATCHES, SPEC, PLAIN).update_P.tobytes() == first.update_P.tobytes()


def test_what_is_made_of_tokens_is_the_same_whether_it_is_kept_or_not() -> None:
    kept, made = (Tokens(TEXTS.features_NF, TEXTS.prefix, FeedForward(TEXTS.prefix.layer), limit) for limit in (10_000, 0))
    (*parts, packing), (*others, _) = kept.batch(BATCHES[0]), made.batch(BATCHES[0])
    assert [part.shape[1] for part in parts] == [INNER_WIDTH, WIDTH]
    assert all(np.allclose(part, other, atol=1e-5) for part, other in zip(parts, others, strict=True))
    assert packing.length_B1.flatten().tolist() == TEXTS.features_NF[BATCHES[0], 1].tolist()


def test_what_is_made_of_tokens_is_that_of_the_round_before_where_texts_and_layer_are() -> None:
    texts, other = TEXTS.take(np.arange(41)), make_texts(41, seed=5)
    first, again, changed = (Tokens(one.features_NF, one.prefix, FeedForward(one.prefix.layer), 10_000) for one in (TEXTS, texts, other))
    assert first._made_TX is again._made_TX and first._made_TX is not None
    assert changed._made_TX is not first._made_TX
    layer = TEXTS.prefix.layer | {"outer.bias": TEXTS.prefix.layer["outer.bias"] + 1}
    moved = Tokens(TEXTS.features_NF, Prefix(TEXTS.prefix.attended_TH, layer), FeedForward(layer), 10_000)
    assert np.allclose(moved._made_TX[:, INNER_WIDTH:], first._made_TX[:, INNER_WIDTH:] + 1, atol=1e-5)


def test_a_step_leaves_what_is_kept_as_it_is(started: np.ndarray) -> None:
    tokens = Tokens(TEXTS.features_NF, TEXTS.prefix, FeedForward(TEXTS.prefix.layer), 10_000)
    before_TX = tokens._made_TX.copy()
    train_lora(started, TEXTS, BATCHES, SPEC, PLAIN)
    assert np.array_equal(Tokens(TEXTS.features_NF, TEXTS.prefix, FeedForward(TEXTS.prefix.layer), 10_000)._made_TX, before_TX)


def test_an_adapter_begins_by_changing_nothing() -> None:
    weights_P = LoraKernel().initial_weights(SPEC, 7)
    other_P = weights_P.copy()
    other_P[: 4 * INNER_WIDTH] = 0
    features = [adapted_features(one, TEXTS.features_NF, SPEC, TEXTS.prefix) for one in (weights_P, other_P)]
    assert np.array_equal(*features)


def test_in_the_warm_up_the_head_is_trained_as_on_frozen_features() -> None:
    weights_P = LoraKernel().initial_weights(SPEC, 7)
    assert np.array_equal(weights_P[CUT:], MlpKernel().initial_weights(HEAD, 7))
    warm = LoraKernel().train(weights_P, TEXTS, BATCHES, SPEC, PLAIN.model_copy(update={"is_head_only": True}))
    features_NH = adapted_features(weights_P, TEXTS.features_NF, SPEC, TEXTS.prefix)
    alone = train_mlp(
        weights_P[CUT:], Examples(features_NH, TEXTS.labels_N), BATCHES, HEAD, LocalTraining(epochs=2, batch_size=8, learning_rate=0.2)
    )
    assert not warm.update_P[:CUT].any()
    assert np.array_equal(warm.update_P[CUT:], alone.update_P) and warm.loss == alone.loss


def test_training_leaves_its_inputs_alone_and_lowers_the_loss(started: np.ndarray) -> None:
    weights_P = started.copy()
    weights_P.flags.writeable = False
    losses = [train_lora(weights_P, TEXTS, BATCHES * times, SPEC, PLAIN).loss for times in (1, 3)]
    assert np.array_equal(weights_P, started) and losses[1] < losses[0]


def test_a_trained_adapter_predicts_what_it_learnt(started: np.ndarray) -> None:
    trained_P = started + train_lora(started, TEXTS, BATCHES * 6, SPEC, PLAIN).update_P
    assert evaluate(SPEC, trained_P, TEXTS).accuracy > 0.9


def test_predictions_do_not_depend_on_the_order_of_the_texts(started: np.ndarray) -> None:
    order = np.random.default_rng(0).permutation(41)
    logits_NK = LoraKernel().predict(started, TEXTS.features_NF, SPEC, TEXTS.prefix)
    shuffled_NK = LoraKernel().predict(started, TEXTS.features_NF[order], SPEC, TEXTS.prefix)
    assert np.allclose(logits_NK[order], shuffled_NK, atol=1e-5)


def test_without_tokens_nothing_is_predicted(started: np.ndarray) -> None:
    with pytest.raises(DataMalformedError):
        LoraKernel().predict(started, TEXTS.features_NF, SPEC)

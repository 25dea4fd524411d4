"""The laws of error feedback: nothing is lost, nothing is sent twice, and a convex problem is solved with it and not without it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from learning.codecs.names import parse_codec_name
from learning.codecs.registry import codec_named, codec_names, decode_update

IN_DEBT = tuple(name for name in codec_names() if parse_codec_name(name).keeps_state)
GRID = 2.0**-12


def send(name, update_P, state):
    encoded = codec_named(name).encode(update_P, lambda: np.random.default_rng(0), state)
    return decode_update(encoded.payload, len(update_P), name), encoded.state


@pytest.mark.parametrize("name", IN_DEBT)
@given(size=st.integers(1, 400), num_updates=st.integers(1, 6), spread=st.integers(0, 2**9), seed=st.integers(0, 2**32 - 1))
def test_what_was_decoded_and_what_is_owed_add_up_to_all_updates(name, size, num_updates, spread, seed):
    """Exactly: the updates are whole numbers of 2^-12, so that no sum has more than 24 bits."""
    random = np.random.default_rng(seed)
    state, sent_P, made_P = None, np.zeros(size), np.zeros(size)
    for _ in range(num_updates):
        update_P = (random.integers(-spread, spread, size, endpoint=True) * GRID).astype(np.float32)
        decoded_P, state = send(name, update_P, state)
        sent_P, made_P = sent_P + decoded_P, made_P + update_P
        assert np.array_equal(sent_P + state, made_P)


@pytest.mark.parametrize("name", IN_DEBT)
@given(hnp.arrays(np.float32, st.integers(1, 600), elements=st.floats(-1000, 1000, width=32)), st.integers(0, 2**32 - 1))
def test_the_new_state_is_update_and_old_state_minus_what_is_decoded(name, update_P, seed):
    state = np.random.default_rng(seed).standard_normal(len(update_P)).astype(np.float32)
    decoded_P, after_P = send(name, update_P, state)
    assert np.array_equal(after_P, (update_P + state) - decoded_P)


@pytest.mark.parametrize("name", IN_DEBT)
def test_encoding_leaves_update_and_state_as_they_are(name):
    update_P, state = (np.random.default_rng(seed).standard_normal(500).astype(np.float32) for seed in (0, 1))
    kept = update_P.copy(), state.copy()
    send(name, update_P, state)
    assert np.array_equal(update_P, kept[0]) and np.array_equal(state, kept[1])


@pytest.mark.parametrize("name", IN_DEBT)
def test_a_small_parameter_is_sent_at_last(name):
    update_P = np.full(100, 0.5, dtype=np.float32)
    update_P[7] = 0.2
    state, total = None, 0.0
    for _ in range(4000):
        decoded_P, state = send(name, update_P, state)
        total += decoded_P[7]
    assert total / 4000 == pytest.approx(0.2, rel=0.2)


def descend(name, with_feedback, num_steps=1000):
    """The distance from the optimum of least squares after gradient steps by two unlike clients, each with its own debt."""
    random = np.random.default_rng(3)
    factors = [random.standard_normal((400, 60)).astype(np.float32) / np.float32(20) for _ in range(2)]
    targets = [random.standard_normal(400).astype(np.float32) for _ in range(2)]
    optimum_P = np.linalg.lstsq(np.vstack(factors), np.concatenate(targets), rcond=None)[0]
    weights_P, states = np.zeros(60, np.float32), [None, None]
    for step in range(num_steps):
        rate = np.float32(4 / (80 + step))
        mean_P = np.zeros(60, np.float32)
        for client in range(2):
            update_P = -rate * (factors[client].T @ (factors[client] @ weights_P - targets[client]))
            decoded_P, state = send(name, update_P, states[client])
            states[client] = state if with_feedback else None
            mean_P += decoded_P / 2
        weights_P = weights_P + mean_P
    return float(np.linalg.norm(weights_P - optimum_P) / np.linalg.norm(optimum_P))


@pytest.mark.parametrize("name", IN_DEBT)
def test_gradient_descent_reaches_the_known_optimum_with_feedback_and_not_without(name):
    assert descend(name, with_feedback=True) < 0.04
    assert descend(name, with_feedback=False) > 0.4


@pytest.mark.parametrize("name", ["fp32", "fp16", "int8"])
def test_gradient_descent_reaches_the_known_optimum_where_an_update_is_right_on_average(name):
    assert descend(name, with_feedback=False) < 0.04

"""Decoding is total: any bytes give a finite update of the right size, or a coded error of this package."""

import tracemalloc
from contextlib import nullcontext

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.errors import CodedError
from core.signing.canonical import canonical_json
from learning.codecs.registry import codec_named, codec_names, decode_update, exact_size_bytes
from learning.errors import (
    CodecMismatchError,
    CodecUnknownError,
    CodecVersionError,
    UpdateMalformedError,
    UpdateNotFiniteError,
    UpdateShapeError,
    UpdateTooLargeError,
)
from learning.tensors import Tensors, read_tensors, write_tensors

P = 300
UPDATE = np.random.default_rng(0).standard_normal(P).astype(np.float32)
PAYLOADS = {name: codec_named(name).encode(UPDATE, lambda: np.random.default_rng(0), None).payload for name in codec_names()}


def rewritten(name, arrays=None, **metadata):
    tensors = read_tensors(PAYLOADS[name], UpdateMalformedError)
    return write_tensors(Tensors(dict(tensors.arrays) | (arrays or {}), dict(tensors.metadata) | metadata))


def decode_or_code(payload, num_parameters=P):
    try:
        update_P = decode_update(payload, num_parameters)
    except CodedError as error:
        canonical_json(error.as_json())
    else:
        assert update_P.shape == (num_parameters,) and update_P.dtype == np.float32 and np.isfinite(update_P).all()


@given(st.binary(max_size=2000))
@example(b"")
def test_any_bytes_give_an_update_or_a_code(payload):
    decode_or_code(payload)


@settings(max_examples=400)
@given(
    st.sampled_from(codec_names()),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=4),
    st.integers(0, 8),
)
def test_any_mutated_payload_gives_an_update_or_a_code(name, changes, cut):
    payload = bytearray(PAYLOADS[name])
    for position, value in changes:
        payload[position % len(payload)] = value
    decode_or_code(bytes(payload[: len(payload) - cut]))


@given(st.sampled_from(codec_names()), st.integers(1, 2000))
def test_an_update_of_another_size_is_refused(name, num_parameters):
    if num_parameters != P:
        with pytest.raises((UpdateShapeError, UpdateTooLargeError)):
            decode_update(PAYLOADS[name], num_parameters)


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        (rewritten("fp32", codec="fp64"), CodecUnknownError),
        (rewritten("fp32", codec="\x00" * 100), CodecUnknownError),
        (rewritten("fp32", version="2"), CodecVersionError),
        (rewritten("fp32", version="01"), CodecVersionError),
        (rewritten("fp32", parameters="301"), UpdateShapeError),
        (rewritten("fp32", extra="1"), UpdateMalformedError),
        (rewritten("int8", codec="fp32"), UpdateMalformedError),
        (rewritten("fp32", {"more": np.zeros(1, np.int8)}), UpdateMalformedError),
        (rewritten("fp32", {"values": np.zeros(P, np.int64)}), UpdateTooLargeError),
        (rewritten("fp32", {"values": np.zeros(P // 2, np.int64)}), UpdateMalformedError),
        (rewritten("fp32", {"values": np.zeros(P, np.int8)}), UpdateMalformedError),
        (rewritten("fp32", {"values": UPDATE[:-1]}), UpdateShapeError),
        (rewritten("fp32", {"values": UPDATE.reshape(2, -1)}), UpdateShapeError),
        (rewritten("fp32", {"values": np.where(UPDATE > 2, np.float32(np.nan), UPDATE)}), UpdateNotFiniteError),
        (rewritten("fp32", {"values": np.where(UPDATE > 2, np.float32(-np.inf), UPDATE)}), UpdateNotFiniteError),
        (rewritten("int8", {"scales": np.array([1, np.nan], np.float32)}), UpdateNotFiniteError),
        (rewritten("int8", {"scales": np.array([1, np.inf], np.float32)}), UpdateNotFiniteError),
        (rewritten("int8", {"scales": np.array([3e38, 3e38], np.float32)}), UpdateNotFiniteError),
        (rewritten("int8", {"scales": np.array([1, -1], np.float32)}), UpdateMalformedError),
        (rewritten("int8", {"scales": np.ones(3, np.float32)}), UpdateShapeError),
        (rewritten("int8", {"levels": np.full(P, -128, np.int8)}), UpdateMalformedError),
        (PAYLOADS["fp32"] + b"\0" * 1000, UpdateTooLargeError),
        (PAYLOADS["fp32"] + b"\0", UpdateMalformedError),
        (PAYLOADS["fp32"][:-1], UpdateMalformedError),
    ],
)  # fmt: skip
def test_each_fault_has_its_code(payload, error):
    with pytest.raises(error):
        decode_update(payload, P)


def test_another_codec_than_the_plans_is_refused():
    assert decode_update(PAYLOADS["int8"], P, "int8").shape == (P,)
    with pytest.raises(CodecMismatchError):
        decode_update(PAYLOADS["fp32"], P, "int8")


def test_a_name_that_is_not_registered_is_refused():
    with pytest.raises(CodecUnknownError):
        codec_named("pickle")


@pytest.mark.parametrize("name", [*codec_names(), "topk-10pct", "topk2b-10pct"])
def test_decoding_allocates_at_most_four_times_the_largest_payload(name):
    num_parameters = 200_000
    update_P = np.random.default_rng(0).standard_normal(num_parameters).astype(np.float32)
    payload = codec_named(name).encode(update_P, lambda: np.random.default_rng(0), None).payload
    assert peak_of_decoding(payload, num_parameters) <= 4 * codec_named("fp32").max_size_bytes(num_parameters)


@pytest.mark.parametrize("name", ["topk-10pct", "topk1b-10pct", "topk2b-10pct"])
@pytest.mark.parametrize("content", [b"\0", b"\1", b"\xff"])
def test_a_payload_that_lies_about_its_positions_is_refused_within_the_same_bound(name, content):
    num_parameters = 200_000
    codec = codec_named(name)
    payload = codec.encode(np.zeros(num_parameters, np.float32), lambda: np.random.default_rng(0), None).payload
    arrays = dict(read_tensors(payload, UpdateMalformedError).arrays)
    room = codec.max_size_bytes(num_parameters) - len(payload)
    lie = arrays | {"bits": np.frombuffer(content * (len(arrays["bits"]) + room - 100), np.uint8), "widths": arrays["widths"] + np.uint8(1)}
    metadata = {"codec": name, "version": "1", "parameters": str(num_parameters)}
    peak_bytes = peak_of_decoding(write_tensors(Tensors(lie, metadata)), num_parameters, UpdateMalformedError)
    assert peak_bytes <= 4 * codec_named("fp32").max_size_bytes(num_parameters)


def peak_of_decoding(payload, num_parameters, refusal=None):
    """The bytes that were allocated at once at most; NumPy tells tracemalloc of its own."""
    tracemalloc.start()
    try:
        with pytest.raises(refusal) if refusal else nullcontext():
            decode_update(payload, num_parameters)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_payload_longer_than_its_own_codecs_can_be_is_refused():
    payload = rewritten("topk2b-3pct", {"bits": np.zeros(1100, np.uint8)})
    assert len(payload) < codec_named("fp32").max_size_bytes(P)
    with pytest.raises(UpdateTooLargeError):
        decode_update(payload, P)


@pytest.mark.parametrize("name", codec_names())
def test_an_exact_codec_gives_every_update_back_in_one_length(name):
    comes_back = decode_update(PAYLOADS[name], P).tobytes() == UPDATE.tobytes()
    assert exact_size_bytes(name, P) == (len(PAYLOADS[name]) if comes_back else None) and comes_back == (name == "fp32")

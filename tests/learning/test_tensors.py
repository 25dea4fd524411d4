"""The safetensors reader is total; the writer is stable and read by the safetensors package."""

import contextlib
import json

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given
from hypothesis import strategies as st

from learning.errors import DataMalformedError
from learning.tensors import Tensors, read_tensors, write_tensors

SAMPLE = Tensors({"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.array([-1, 2], dtype=np.int8)}, {"k": "v"})


def with_header(header, body=b"", padding=b""):
    text = (header if isinstance(header, bytes) else json.dumps(header).encode()) + padding
    return len(text).to_bytes(8, "little") + text + body


def entry(dtype="F32", shape=(1,), offsets=(0, 4)):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


def test_what_is_written_is_read():
    back = read_tensors(write_tensors(SAMPLE), DataMalformedError)
    assert back.metadata == {"k": "v"} and list(back.arrays) == ["a", "b"]
    assert all(np.array_equal(back.arrays[name], array) and back.arrays[name].dtype == array.dtype for name, array in SAMPLE.arrays.items())


def test_the_safetensors_package_reads_what_is_written():
    loaded = safetensors.numpy.load(write_tensors(SAMPLE))
    assert np.array_equal(loaded["a"], SAMPLE.arrays["a"]) and np.array_equal(loaded["b"], SAMPLE.arrays["b"])


def test_what_the_safetensors_package_writes_is_read():
    data = safetensors.numpy.save(dict(SAMPLE.arrays), metadata={"k": "v"})
    assert np.array_equal(read_tensors(data, DataMalformedError).arrays["a"], SAMPLE.arrays["a"])


def test_arrays_read_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        read_tensors(write_tensors(SAMPLE), DataMalformedError).arrays["a"][0] = 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 8,
        b"\xff" * 8,
        (2**62).to_bytes(8, "little") + b"{}",
        with_header(b"[" * 5000),
        with_header(b"\xff\xfe"),
        with_header(b"9" * 5000),
        with_header([]),
        with_header({"a": 1}),
        with_header({"a": entry()}),
        with_header({"a": entry()}, b"12345"),
        with_header({"a": entry(dtype="F64", shape=(1,), offsets=(0, 8))}, b"12345678"),
        with_header({"a": entry(dtype=["F32"])}, b"1234"),
        with_header({"a": entry(shape=(-1,))}, b"1234"),
        with_header({"a": entry(shape=(1.0,))}, b"1234"),
        with_header({"a": entry(shape=(True,))}, b"1234"),
        with_header({"a": entry(shape=(2**52, 2**52))}, b"1234"),
        with_header({"a": entry(shape=(1,) * 5)}, b"1234"),
        with_header({"a": entry(offsets=(4, 0))}, b"1234"),
        with_header({"a": entry(offsets=(0, 2**60))}, b"1234"),
        with_header({"a": entry(offsets=(0,))}, b"1234"),
        with_header({"a": entry() | {"extra": 1}}, b"1234"),
        with_header({"a": entry(), "b": entry()}, b"1234"),
        with_header({"a": entry(offsets=(4, 8))}, b"12345678"),
        with_header(
            b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', b"1234"
        ),
        with_header({"\ud800": entry()}, b"1234"),
        with_header({"a": entry(), "__metadata__": {"k": 1}}, b"1234"),
        with_header({"a": entry(), "__metadata__": {"k": "\ud800"}}, b"1234"),
        with_header({"a": entry(), "__metadata__": []}, b"1234"),
        with_header({"a": entry()}, b"1234", b" " * 70_000),
    ],
)
def test_what_is_no_tensors_is_refused_by_code(data):
    with pytest.raises(DataMalformedError) as caught:
        read_tensors(data, DataMalformedError)
    str(caught.value).encode()


@given(st.binary(max_size=300))
def test_any_bytes_give_tensors_or_the_error(data):
    with contextlib.suppress(DataMalformedError):
        read_tensors(data, DataMalformedError)


@given(st.integers(0, 200), st.integers(0, 255))
def test_any_changed_byte_gives_tensors_or_the_error(position, value):
    data = bytearray(write_tensors(SAMPLE))
    data[position % len(data)] = value
    with contextlib.suppress(DataMalformedError):
        read_tensors(bytes(data), DataMalformedError)

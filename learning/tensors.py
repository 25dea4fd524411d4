"""Named arrays as safetensors bytes: a writer whose bytes are stable, a reader that is total.

The safetensors package hides the metadata of a file that lies in memory, accepts duplicate names and bounds no header,
so the format, which is small, is read here.
Source: https://huggingface.co/docs/safetensors (format).
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, cast

import numpy as np

from core.errors import CodedError
from learning.arrays import AnyArray

MAX_HEADER_BYTES = 65_536
_DTYPES = {
    "F32": np.dtype("<f4"), "F16": np.dtype("<f2"), "BF16": np.dtype("<u2"), "I8": np.dtype("i1"), "U8": np.dtype("u1"),
    "U32": np.dtype("<u4"), "I64": np.dtype("<i8"),
}  # fmt: skip
"""NumPy has no bfloat16: its bits are read and written as they are."""
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}


@dataclass(frozen=True, slots=True)
class Tensors:
    """Arrays by name and text by key; the arrays may be read-only views of the bytes they were read from."""

    arrays: Mapping[str, AnyArray]
    metadata: Mapping[str, str]


def write_tensors(tensors: Tensors) -> bytes:
    """The tensors as safetensors bytes, the same for the same values in the same order."""
    arrays = {name: array.astype(array.dtype.newbyteorder("<"), copy=False) for name, array in tensors.arrays.items()}
    chunks = (np.ascontiguousarray(array).reshape(-1).view(np.uint8).data for array in arrays.values())
    header = _write_header(tuple((name, array.dtype, array.shape) for name, array in arrays.items()), tuple(tensors.metadata.items()))
    return b"".join((header, *chunks))


@lru_cache(maxsize=16)
def _write_header(entries: tuple[tuple[str, np.dtype[Any], tuple[int, ...]], ...], metadata: tuple[tuple[str, str], ...]) -> bytes:
    """The header behind its length. All updates of a round have one header: it is written once."""
    header: dict[str, object] = {"__metadata__": dict(metadata)}
    offset = 0
    for name, dtype, shape in entries:
        end = offset + dtype.itemsize * math.prod(shape)
        header[name] = {"dtype": _NAMES[dtype], "shape": list(shape), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text


def read_tensors(data: bytes, malformed: type[CodedError], max_header_bytes: int = MAX_HEADER_BYTES) -> Tensors:
    """The tensors in `data` as read-only views of it; any bytes give tensors or an error of class `malformed`.

    Nothing is allocated but the parsed header, of at most `max_header_bytes`; the arrays tile the rest exactly. Names and metadata are
    ASCII, so that an error that quotes them can be sent on.
    """
    try:
        return _read(data, max_header_bytes)
    except (ValueError, RecursionError) as error:
        raise malformed(f"not a safetensors buffer: {error}"[:200]) from error


def _read(data: bytes, max_header_bytes: int) -> Tensors:
    header_bytes = int.from_bytes(data[:8], "little")
    _require(len(data) >= 8 and header_bytes <= min(max_header_bytes, len(data) - 8), "the header's length is wrong")
    body = memoryview(data)[8 + header_bytes :]
    metadata, entries = _parse_header(data[8 : 8 + header_bytes], len(body))
    arrays = {name: np.frombuffer(body[start:stop], dtype=dtype).reshape(shape) for name, dtype, shape, start, stop in entries}
    return Tensors(arrays, metadata)


_Entry = tuple[str, np.dtype[Any], tuple[int, ...], int, int]
"""Name, dtype, shape, first byte and the one behind the last."""


@lru_cache(maxsize=16)
def _parse_header(text: bytes, body_bytes: int) -> tuple[Mapping[str, str], tuple[_Entry, ...]]:
    """Metadata and entries, checked against the length of the body. All updates of a round have one header: it is parsed once."""
    header = _as_object(json.loads(text.decode(), object_pairs_hook=_unique), "the header")
    metadata = _as_object(header.pop("__metadata__", {}), "the metadata")
    _require(all(isinstance(value, str) and value.isascii() for value in metadata.values()), "a metadata value is not ASCII text")
    entries = tuple(_parse_entry(name, _as_object(entry, name), body_bytes) for name, entry in header.items())
    end = 0
    for *_, start, stop in sorted(entries, key=lambda entry: entry[3:]):
        _require(start == end, "the tensors overlap or leave a gap")
        end = stop
    _require(end == body_bytes, "bytes follow the last tensor")
    return MappingProxyType(cast(dict[str, str], metadata)), entries


def _parse_entry(name: str, entry: dict[str, object], body_bytes: int) -> _Entry:
    _require(set(entry) == {"dtype", "shape", "data_offsets"}, "a tensor's entry has other keys")
    dtype = _DTYPES.get(str(entry["dtype"]))
    shape, (start, stop) = _naturals(entry["shape"], 0, 4), _naturals(entry["data_offsets"], 2, 2)
    if dtype is None:
        raise ValueError("a tensor's dtype is not supported")
    count = 1
    for size in shape:
        count *= size
    _require(start <= stop <= body_bytes and stop - start == count * dtype.itemsize, "a tensor's offsets do not fit its shape")
    return name, dtype, shape, start, stop


def _naturals(value: object, least: int, most: int) -> tuple[int, ...]:
    items = cast(list[object], value) if isinstance(value, list) else []
    _require(isinstance(value, list) and least <= len(items) <= most, "a list has a wrong length")
    _require(all(type(item) is int and 0 <= item < 2**53 for item in items), "a list holds no natural numbers")
    return tuple(cast(list[int], items))


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    _require(len({key for key, _ in pairs}) == len(pairs), "a name is repeated")
    _require(all(key.isascii() for key, _ in pairs), "a name is not ASCII")
    return dict(pairs)


def _as_object(value: object, what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"{what[:40]} is no object")
    return cast(dict[str, object], value)


def _require(condition: bool, reason: str) -> None:
    if not condition:
        raise ValueError(reason)

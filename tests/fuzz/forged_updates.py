"""Updates that pass for real at first sight: the buffer is well formed, its header, arrays or values lie."""

from collections.abc import Callable

import numpy as np

from learning.codecs.registry import codec_named
from learning.errors import UpdateMalformedError
from learning.plan import MAX_UPDATE_HEADER_BYTES
from learning.tensors import AnyArray, Tensors, read_tensors, write_tensors
from tests.fuzz.mutator import Mutator

CODECS = (
    "fp16", "fp32", "int8", "int8-p90", "int8-p99", "sign", "topk-1pct", "topk-10pct", "topk1b-3pct", "topk1b-10pct", "topk2b-3pct", "topk2b-10pct",
)  # fmt: skip
_DTYPES = ("<f4", "<f2", "i1", "u1", "<u4", "<i8")
_EDGES = (0, 1, 2, 127, 128, 254, 255)


class Forger:
    """Draws updates for a model of `num_parameters`: half of them forged, half good ones with mutated bytes."""

    def __init__(self, seed: str, num_parameters: int) -> None:
        generator = np.random.default_rng(num_parameters)
        update_P = generator.standard_normal(num_parameters).astype(np.float32)
        good = [codec_named(codec).encode(update_P, lambda: generator, None).payload for codec in CODECS]
        self._mutator = Mutator(seed, good)
        self._random = self._mutator.random
        self._tensors = [read_tensors(payload, UpdateMalformedError) for payload in good]
        self._cap_bytes = 4 * num_parameters + MAX_UPDATE_HEADER_BYTES
        self._forgeries: list[Callable[[dict[str, AnyArray], dict[str, str]], None]] = [
            self._span, self._span, self._fill, self._length, self._length, self._dtype, self._header, self._array,
        ]  # fmt: skip

    def next(self) -> bytes:
        """Any bytes, most of them near to an update."""
        if self._random.random() < 0.5:
            return self._mutator.next()
        tensors = self._random.choice(self._tensors)
        arrays, metadata = dict(tensors.arrays), dict(tensors.metadata)
        for _ in range(self._random.choice((1, 1, 2, 3))):
            self._random.choice(self._forgeries)(arrays, metadata)
        return write_tensors(Tensors(arrays, metadata))

    def _bytes_of(self, arrays: dict[str, AnyArray]) -> tuple[str, bytearray]:
        name = self._random.choice(list(arrays))
        return name, bytearray(arrays[name].tobytes())

    def _put(self, arrays: dict[str, AnyArray], name: str, data: bytes | bytearray) -> None:
        dtype = arrays[name].dtype
        values = np.frombuffer(bytes(data[: len(data) - len(data) % dtype.itemsize]), dtype)
        arrays[name] = values.reshape(arrays[name].shape) if values.size == arrays[name].size else values

    def _span(self, arrays: dict[str, AnyArray], _: dict[str, str]) -> None:
        name, data = self._bytes_of(arrays)
        start, size = self._random.randrange(len(data) + 1), self._random.choice((1, 2, 8, 300, len(data)))
        data[start : start + size] = self._random.randbytes(len(data[start : start + size]))
        self._put(arrays, name, data)

    def _fill(self, arrays: dict[str, AnyArray], _: dict[str, str]) -> None:
        name, data = self._bytes_of(arrays)
        self._put(arrays, name, bytes([self._random.choice(_EDGES)]) * len(data))

    def _length(self, arrays: dict[str, AnyArray], _: dict[str, str]) -> None:
        """Fewer values, or more, at most as many as the payload's cap lets in."""
        name, data = self._bytes_of(arrays)
        size = self._random.choice((0, 1, len(data) - 1, len(data) + 1, 2 * len(data), self._random.randrange(self._cap_bytes)))
        self._put(arrays, name, (data + bytes([self._random.choice(_EDGES)]) * size)[: max(size, 0)])

    def _dtype(self, arrays: dict[str, AnyArray], _: dict[str, str]) -> None:
        name, data = self._bytes_of(arrays)
        dtype = np.dtype(self._random.choice(_DTYPES))
        arrays[name] = np.frombuffer(bytes(data[: len(data) - len(data) % dtype.itemsize]), dtype)

    def _header(self, _: dict[str, AnyArray], metadata: dict[str, str]) -> None:
        name = self._random.choice(("codec", "codec", "version", "parameters", "extra"))
        metadata[name] = self._random.choice((*CODECS, "topk-9pct", "", "0", "1", "2", "-1", "9" * 40, "\x00"))

    def _array(self, arrays: dict[str, AnyArray], _: dict[str, str]) -> None:
        """One array too few, or another codec's too many."""
        if self._random.random() < 0.5 and len(arrays) > 1:
            del arrays[self._random.choice(list(arrays))]
        else:
            arrays.update(self._random.choice(self._tensors).arrays)

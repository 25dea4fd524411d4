"""Mutations of good and bad bytes, the same for the same seed: of bits, of lengths, and of JSON where it is JSON."""

import random
import re
from collections.abc import Callable, Sequence

from p2p.wire.framing import encode_varint

MAX_BYTES = 200_000
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.){0,400}"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null')
_WORDS = (
    b"NaN",
    b"Infinity",
    b"-0",
    b"-1",
    b"1e999",
    b"1e-999",
    b"0.1e1",
    b"9007199254740993",
    b"18446744073709551616",
    b"1" + b"0" * 400,
    b"9" * 5000,
    b'""',
    b'"\\ud800"',
    b'"\\udfff\\ud800"',
    b'"\\u0000"',
    b'"\\u202e"',
    b'"' + "é🙂".encode() + b'"',
    b'"\xff\xfe"',
    b'"' + b"A" * 5000 + b'"',
    b'"../../etc/passwd"',
    b"[" * 70 + b"]" * 70,
    b"[" * 5000,
    b'{"a":' * 200 + b"1" + b"}" * 200,
    b"[" + b"0," * 5000 + b"0]",
    b"{}",
    b"[]",
    b"null",
    b"true",
    b'{"code":"p2p.task.failed","message":"x"}',
)
_EDGES = (0, 1, 127, 128, 255, 256, 2**15, 2**16 - 1, 2**16, 2**31 - 1, 2**31, 2**32 - 1, 2**53, 2**63, 2**64 - 1)

Mutation = Callable[[bytearray], None]


class Mutator:
    """Draws mutated inputs from `corpus`; `random` may be used for whatever else a campaign draws."""

    def __init__(self, seed: int | str, corpus: Sequence[bytes]) -> None:
        self.random = random.Random(seed)
        self._corpus = corpus
        bits: list[Mutation] = [self._flip, self._replace, self._insert, self._delete, self._repeat, self._edge, self._cut, self._splice]
        self._mutations = [*bits, self._length, self._word, self._word, self._word, self._key]

    def next(self) -> bytes:
        """An entry of the corpus with a few mutations, at most MAX_BYTES of it."""
        data = bytearray(self.random.choice(self._corpus))
        for _ in range(self.random.choice((1, 1, 1, 2, 3, 6))):
            self.random.choice(self._mutations)(data)
            del data[MAX_BYTES:]
        return bytes(data)

    def _place(self, data: bytearray) -> int:
        return self.random.randrange(len(data) + 1)

    def _span(self, data: bytearray) -> slice:
        start = self._place(data)
        return slice(start, start + self.random.choice((1, 2, 4, 16, 64, 1024)))

    def _flip(self, data: bytearray) -> None:
        if data:
            data[self.random.randrange(len(data))] ^= 1 << self.random.randrange(8)

    def _replace(self, data: bytearray) -> None:
        span = self._span(data)
        data[span] = self.random.randbytes(len(data[span]))

    def _insert(self, data: bytearray) -> None:
        place = self._place(data)
        data[place:place] = self.random.randbytes(self.random.choice((1, 2, 8, 300)))

    def _delete(self, data: bytearray) -> None:
        del data[self._span(data)]

    def _repeat(self, data: bytearray) -> None:
        span = self._span(data)
        data[span] = data[span] * self.random.choice((2, 3, 100))

    def _edge(self, data: bytearray) -> None:
        size = self.random.choice((1, 2, 4, 8))
        place = self._place(data)
        number = self.random.choice(_EDGES) % 256**size
        data[place : place + size] = number.to_bytes(size, self.random.choice(("big", "little")))

    def _cut(self, data: bytearray) -> None:
        del data[self._place(data) :]

    def _splice(self, data: bytearray) -> None:
        other = self.random.choice(self._corpus)
        data[self._place(data) :] = other[self.random.randrange(len(other) + 1) :]

    def _length(self, data: bytearray) -> None:
        data[:0] = encode_varint(self.random.choice((len(data), len(data) + 1, *_EDGES)))

    def _word(self, data: bytearray) -> None:
        """Another value where a JSON value stands."""
        tokens = list(_TOKEN.finditer(bytes(data[:20_000])))
        if tokens:
            token = self.random.choice(tokens)
            data[token.start() : token.end()] = self.random.choice(_WORDS)

    def _key(self, data: bytearray) -> None:
        """A field more at the front of a JSON object, often one that is there already."""
        place = data.find(b"{")
        keys = re.findall(rb'"[a-z_]{1,30}":', bytes(data[:20_000]))
        if place >= 0:
            key = self.random.choice([*keys, b'"extra":', b'"":'])
            data[place + 1 : place + 1] = key + self.random.choice(_WORDS) + b","

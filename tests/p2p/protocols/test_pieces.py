"""A piece is whole, in whatever parts it comes, or an error."""

from collections import deque
from dataclasses import dataclass, field

import pytest
import trio

from p2p.errors import BlobTruncatedError
from p2p.protocols.pieces import receive_piece


@dataclass
class Parts:
    """A stream that gives its bytes in parts, and after them nothing."""

    parts: deque[bytes]
    peer: str = "peer"
    asked: list[int] = field(default_factory=list)

    async def receive_some(self, max_bytes: int, timeout_s: float) -> bytes:
        self.asked.append(max_bytes)
        return self.parts.popleft() if self.parts else b""


def test_a_piece_is_asked_for_until_it_is_whole() -> None:
    stream = Parts(deque([b"ab", b"c", b"def"]))
    assert trio.run(receive_piece, stream, 6, 1.0) == b"abcdef"
    assert stream.asked == [6, 4, 3]


@pytest.mark.parametrize("parts", [[], [b"abc"]])
def test_a_piece_that_ends_early_says_what_is_missing(parts: list[bytes]) -> None:
    with pytest.raises(BlobTruncatedError) as caught:
        trio.run(receive_piece, Parts(deque(parts)), 5, 1.0)
    assert caught.value.context["missing_bytes"] == 5 - sum(map(len, parts))

import random
from collections import deque

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given, settings
from hypothesis import strategies as st

from p2p.errors import MessageMalformedError
from p2p.transport.records import MAX_PLAINTEXT_BYTES, Opener, Sealer

KEY = bytes(range(32))


def ends(num_before=0, max_records=8):
    return Sealer(ChaCha20Poly1305(KEY), num_before, max_records), Opener(ChaCha20Poly1305(KEY), num_before)


def sealed_whole(sealer, pieces):
    """Everything in `pieces`, sealed, and how many plaintext bytes the sealer says it took."""
    wire, num_bytes = bytearray(), 0
    while pieces:
        sealed, taken = sealer.seal(pieces)
        wire += sealed
        num_bytes += taken
    return bytes(wire), num_bytes


@settings(deadline=None, max_examples=30)
@given(st.lists(st.one_of(st.binary(max_size=100), st.integers(0, 200_000).map(bytes)), max_size=6), st.integers(0, 2**32))
def test_whatever_is_sealed_opens_to_the_same_bytes_however_it_arrives(pieces, seed):
    sealer, opener = ends(num_before=7)
    wire, num_bytes = sealed_whole(sealer, deque(pieces))
    assert num_bytes == sum(map(len, pieces))
    got, rest, generator = bytearray(), b"", random.Random(seed)
    while wire:
        size = generator.choice([1, 17, 1000, 70_000, 300_000])
        rest, wire = rest + wire[:size], wire[size:]
        plaintexts, end = opener.open(memoryview(rest))
        got += b"".join(plaintexts)
        rest = rest[end:]
    assert bytes(got) == b"".join(pieces)
    assert rest == b""


def test_no_record_is_larger_than_noise_allows_and_bulk_fills_them():
    wire, _ = sealed_whole(ends()[0], deque([b"header", bytes(1_000_000)]))
    sizes = []
    while wire:
        sizes.append(int.from_bytes(wire[:2], "big"))
        wire = wire[2 + sizes[-1] :]
    assert max(sizes) == 65_535
    assert len(sizes) == -(-1_000_006 // MAX_PLAINTEXT_BYTES)


def test_small_pieces_share_a_record():
    wire, _ = sealed_whole(ends()[0], deque([b"one", b"two", b"three"]))
    assert len(wire) == 2 + len(b"onetwothree") + 16


@pytest.mark.parametrize("position", [2, 10, -1])
def test_an_altered_record_is_refused(position):
    sealer, opener = ends()
    wire = bytearray(sealer.seal(deque([b"a message"]))[0])
    wire[position] ^= 1
    with pytest.raises(MessageMalformedError):
        opener.open(memoryview(wire))


def test_a_record_that_is_repeated_is_refused():
    sealer, opener = ends()
    wire = bytes(sealer.seal(deque([b"a message"]))[0])
    assert opener.open(memoryview(wire)) == ([b"a message"], len(wire))
    with pytest.raises(MessageMalformedError):
        opener.open(memoryview(wire))


def test_a_record_too_short_for_its_tag_is_refused():
    with pytest.raises(MessageMalformedError):
        ends()[1].open(memoryview(b"\x00\x03abc"))

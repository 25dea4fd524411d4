"""A part of a bundle is what lies on the disk."""

import os
from pathlib import Path

import pytest

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p.agent.inbox.partials import Partials
from tests.p2p.agent.inbox.places import offer_of

ALICE, BOB = (SigningKey.from_seed(letter * 32).peer_id for letter in (b"a", b"b"))
DATA = os.urandom(300_000)


@pytest.fixture
def partials(tmp_path: Path) -> Partials:
    return Partials(tmp_path / "arriving")


def add(partials: Partials, data: bytes, upto: int, peer: str = ALICE) -> int:
    """Add what is missing up to there, and say from where."""
    partial = partials.open(peer, offer_of(data))
    start = partial.received_bytes
    partial.take(data[start:upto])
    partial.close()
    return start


def test_it_goes_on_where_it_stopped_and_comes_to_its_hash(partials: Partials) -> None:
    assert [add(partials, DATA, upto) for upto in (1, 290_000, 290_000)] == [0, 1, 290_000]
    partial = partials.open(ALICE, offer_of(DATA))
    partial.take(DATA[290_000:])
    partial.check(offer_of(DATA).sha256)
    partial.close()
    assert partial.path.read_bytes() == DATA


@pytest.mark.parametrize(("held", "upto"), [(b"x", 1), (DATA[:-1] + bytes([DATA[-1] ^ 1]), 300_000), (DATA[:-1], 299_999)])
def test_what_is_not_the_announced_is_removed(partials: Partials, tmp_path: Path, held: bytes, upto: int) -> None:
    path = tmp_path / "arriving" / f"{ALICE}-{offer_of(DATA).sha256}.part"
    path.write_bytes(held)
    partial = partials.open(ALICE, offer_of(DATA))
    with pytest.raises(CodedError) as refused:
        partial.check(offer_of(DATA).sha256)
    partial.close()
    assert (refused.value.code, partial.received_bytes, path.exists()) == ("p2p.blob.hash_mismatch", upto, False)


def test_what_is_dropped_for_another_offer_is_counted(partials: Partials, tmp_path: Path) -> None:
    (tmp_path / "arriving" / f"{ALICE}-{offer_of(DATA).sha256}.part").write_bytes(DATA + b"x")
    (tmp_path / "arriving" / f"{BOB}-{offer_of(DATA).sha256}.part").write_bytes(DATA)
    for data, dropped in ((DATA, len(DATA) + 1), (DATA, 0), (DATA[1:], 10)):
        num_dropped = partials.drop_others(ALICE, offer_of(data))
        partial = partials.open(ALICE, offer_of(data))
        partial.take(data[partial.received_bytes : 10])
        partial.close()
        assert (partial.received_bytes, num_dropped) == (10, dropped)
    assert partials.num_bytes == 10 + len(DATA)


def test_a_link_in_the_place_of_a_partial_is_not_followed(partials: Partials, tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(b"as it was")
    (tmp_path / "arriving" / f"{ALICE}-{offer_of(DATA).sha256}.part").symlink_to(tmp_path / "outside")
    with pytest.raises(OSError, match="symbolic"):
        partials.open(ALICE, offer_of(DATA))
    assert (tmp_path / "outside").read_bytes() == b"as it was"


def test_one_to_which_nothing_is_added_goes(partials: Partials, tmp_path: Path) -> None:
    add(partials, DATA, 10)
    add(partials, DATA, 20, BOB)
    os.utime(tmp_path / "arriving" / f"{ALICE}-{offer_of(DATA).sha256}.part", (5, 5))
    assert partials.peers == {ALICE, BOB}
    partials.drop_stale(6)
    assert (partials.peers, partials.num_bytes) == ({BOB}, 20)

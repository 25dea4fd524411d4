"""Blobs between hosts over real sockets."""

import hashlib
import random
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trio

from core.errors import CodedError
from core.ids import PeerId
from p2p.protocols.blob import BLOB_PROTOCOL, MAX_SERVINGS, BlobShelf, BlobStore, pulled_blob, serve_blobs
from p2p.wire.blob import BlobHeader, BlobReference, BlobRequest
from p2p.wire.messages import encode_message, parse_message

DATA = random.Random(0).randbytes(3 * 2**20 + 17)
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "offered"
    path.write_bytes(DATA)
    return path


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    (tmp_path / "store").mkdir()
    return BlobStore(tmp_path / "store", quota_bytes=2 * len(DATA))


@pytest.fixture
def pair(make_host):
    """A receiver that is connected to a giver."""

    @asynccontextmanager
    async def run():
        giver, receiver = make_host(), make_host()
        async with giver.run(), receiver.run():
            await receiver.connect(giver.peer_id, giver.addresses)
            yield giver, receiver

    return run


async def refusal_of(receiver, store, giver, reference, timeout_s: float = 10) -> str:
    with pytest.raises(CodedError) as refusal:
        async with pulled_blob(receiver, store, giver.peer_id, reference, timeout_s=timeout_s):
            pass
    return refusal.value.code


def test_a_blob_arrives_whole_and_is_removed_after_use(run, pair, file, store, tmp_path) -> None:
    async def main() -> None:
        async with pair() as (giver, receiver):
            shelf = BlobShelf()
            serve_blobs(giver, shelf)
            with shelf.offered(file, len(DATA), SHA256, frozenset({receiver.peer_id})) as reference:
                async with pulled_blob(receiver, store, giver.peer_id, reference, timeout_s=10) as blob:
                    assert blob.path.read_bytes() == DATA
                    assert len(DATA) < blob.num_stream_bytes < len(DATA) + 2000
        assert list((tmp_path / "store").iterdir()) == []

    run(main)


def test_a_blob_is_unknown_to_others_and_after_it_was_withdrawn(run, pair, make_host, file, store) -> None:
    async def main() -> None:
        async with pair() as (giver, receiver):
            shelf = BlobShelf()
            serve_blobs(giver, shelf)
            with shelf.offered(file, len(DATA), SHA256, frozenset({"another"})) as reference:
                assert await refusal_of(receiver, store, giver, reference) == "p2p.blob.unknown"
            with shelf.offered(file, len(DATA), SHA256, frozenset({receiver.peer_id})) as reference:
                pass
            assert await refusal_of(receiver, store, giver, reference) == "p2p.blob.unknown"

    run(main)


def test_a_broken_stream_is_resumed_where_it_broke(run, pair, file, store) -> None:
    offsets: list[int] = []

    async def main() -> None:
        async with pair() as (giver, receiver):
            reference = BlobReference(name="0" * 32, size_bytes=len(DATA), sha256=SHA256)

            async def break_off(stream) -> None:
                request = parse_message(BlobRequest, await stream.receive_frame(4096, 5))
                offsets.append(request.offset)
                await stream.send_frame(encode_message(BlobHeader(blob=reference)))
                if len(offsets) < 3:
                    await stream.send_bytes(DATA[request.offset : request.offset + 2**20])
                    await trio.sleep(0.2)
                    await stream.reset()
                else:
                    await stream.send_bytes(DATA[request.offset :])
                    await stream.receive_frame(4096, 5)

            giver.serve(BLOB_PROTOCOL, break_off)
            async with pulled_blob(receiver, store, giver.peer_id, reference, timeout_s=10) as blob:
                assert blob.path.read_bytes() == DATA

    run(main)
    assert offsets == [0, 2**20, 2**21]


@pytest.mark.parametrize(
    ("size_bytes", "sha256", "code"),
    [
        (len(DATA), "0" * 64, "p2p.blob.hash_mismatch"),
        (len(DATA) + 1, SHA256, "p2p.blob.truncated"),
        (3 * len(DATA), SHA256, "p2p.blob.quota"),
    ],
)
def test_a_blob_that_is_not_as_announced_is_refused(run, pair, file, store, tmp_path, size_bytes, sha256, code) -> None:
    async def main() -> None:
        async with pair() as (giver, receiver):
            shelf = BlobShelf()
            serve_blobs(giver, shelf)
            with shelf.offered(file, size_bytes, sha256, frozenset({receiver.peer_id})) as reference:
                if code == "p2p.blob.truncated":
                    giver.serve(BLOB_PROTOCOL, cut_short(reference))
                assert await refusal_of(receiver, store, giver, reference) == code
        assert list((tmp_path / "store").iterdir()) == []

    run(main)


def test_a_header_for_another_blob_is_refused(run, pair, file, store) -> None:
    async def main() -> None:
        async with pair() as (giver, receiver):
            giver.serve(BLOB_PROTOCOL, cut_short(BlobReference(name="0" * 32, size_bytes=1, sha256=SHA256)))
            reference = BlobReference(name="0" * 32, size_bytes=2, sha256=SHA256)
            assert await refusal_of(receiver, store, giver, reference) == "p2p.blob.hash_mismatch"

    run(main)


def test_a_peer_cannot_pull_a_blob_for_ever(file) -> None:
    shelf = BlobShelf()
    with shelf.offered(file, len(DATA), SHA256, frozenset({"a", "b"})) as reference:
        request = BlobRequest(name=reference.name, offset=0)
        for _ in range(MAX_SERVINGS):
            shelf.admit("a", request)
        with pytest.raises(CodedError) as refusal:
            shelf.admit("a", request)
        assert refusal.value.code == "p2p.blob.quota"
        assert shelf.admit("b", request)[0] == file
        with pytest.raises(CodedError) as beyond:
            shelf.admit("b", BlobRequest(name=reference.name, offset=len(DATA) + 1))
        assert beyond.value.code == "p2p.message.malformed"


def test_space_is_given_back(store) -> None:
    for _ in range(3):
        with store.space("a", 2 * len(DATA)):
            with pytest.raises(CodedError), store.space("a", 1):
                pass
            with store.space("b", 1):
                pass


def cut_short(reference: BlobReference):
    async def answer(stream) -> None:
        await stream.receive_frame(4096, 5)
        await stream.send_frame(encode_message(BlobHeader(blob=reference)))
        await stream.send_bytes(b"x")
        await stream.close()

    return answer


def test_a_peer_that_no_offer_names_is_refused_before_it_asks(run, pair, file) -> None:
    async def main() -> None:
        async with pair() as (giver, stranger):
            serve_blobs(giver, shelf := BlobShelf())
            with shelf.offered(file, len(DATA), SHA256, frozenset({giver.peer_id})):
                stream = await stranger.open_stream(giver.peer_id, BLOB_PROTOCOL)
                header = parse_message(BlobHeader, await stream.receive_frame(4096, 2))
                assert header.error is not None
                assert header.error.code == "p2p.blob.unknown"
                await stream.close()

    run(main)


def test_a_blob_that_drips_is_given_up_at_the_timeout(run, pair, store, tmp_path) -> None:
    async def main() -> None:
        async with pair() as (giver, receiver):
            reference = BlobReference(name="0" * 32, size_bytes=len(DATA), sha256=SHA256)

            async def drip(stream) -> None:
                await stream.receive_frame(4096, 5)
                await stream.send_frame(encode_message(BlobHeader(blob=reference)))
                while True:
                    await stream.send_bytes(b"x")
                    await trio.sleep(0.05)

            giver.serve(BLOB_PROTOCOL, drip)
            assert await refusal_of(receiver, store, giver, reference, timeout_s=0.5) == "p2p.stream.timeout"
        assert list((tmp_path / "store").iterdir()) == []

    run(main)


def test_the_blobs_of_all_peers_together_are_bounded(tmp_path) -> None:
    store = BlobStore(tmp_path, quota_bytes=10, total_bytes=15)
    with store.space(PeerId("a"), 10):
        with pytest.raises(CodedError) as refusal, store.space(PeerId("b"), 6):
            pass
        assert refusal.value.code == "p2p.blob.quota"
        with store.space(PeerId("b"), 5):
            assert store.held_bytes == 15
    assert store.held_bytes == 0

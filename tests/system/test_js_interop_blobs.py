"""64 MiB from an agent's host to a stock js-libp2p node and back: every hash right, a broken transfer resumed."""

import hashlib
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trio

from core.signing.keys import SigningKey
from p2p.host import AgentHost, HostConfig
from p2p.peers import AddressBook
from p2p.protocols.blob import BlobShelf, BlobStore, pulled_blob, serve_blobs
from p2p.wire.blob import BlobReference
from tests.system.js_peer import JsPeer, js_key, js_peer, new_network

SIZE_BYTES = 64 * 2**20


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("blob") / "offered"
    path.write_bytes(random.Random(7).randbytes(SIZE_BYTES))
    return path


@pytest.fixture(scope="module")
def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.fixture
def host() -> AgentHost:
    return AgentHost(SigningKey.generate(), HostConfig(new_network(), ("127.0.0.1",), is_discoverable=False), AddressBook())


def in_trio(function: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        with trio.fail_after(60):
            await function()

    trio.run(bounded)


async def in_thread(function: Callable[[], object]) -> None:
    await trio.to_thread.run_sync(function)


@contextmanager
def offering(folder: Path, host: AgentHost, file: Path) -> Iterator[tuple[JsPeer, BlobReference]]:
    with js_peer(folder, host.config.network, "serve", str(file), trust=(host.peer_id,)) as peer:
        said = peer.wait_for("offered")
        yield peer, BlobReference(name=said["name"], size_bytes=said["size_bytes"], sha256=said["sha256"])


def test_the_agents_host_pulls_64_mib_from_the_js_peer(host: AgentHost, file: Path, sha256: str, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()

    async def main() -> None:
        with offering(tmp_path / "js", host, file) as (peer, reference):
            assert (reference.sha256, reference.size_bytes) == (sha256, SIZE_BYTES)
            address = (await trio.to_thread.run_sync(lambda: peer.wait_for("ready")))["addresses"][0]
            async with host.run():
                await host.connect(peer.peer_id, [address.partition("/p2p/")[0]])
                async with pulled_blob(host, BlobStore(tmp_path / "store"), peer.peer_id, reference, timeout_s=50) as blob:
                    assert hashlib.sha256(blob.path.read_bytes()).hexdigest() == sha256
                await in_thread(lambda: peer.wait_for("blob_pulled", peer=host.peer_id, offset=0))

    in_trio(main)


@pytest.mark.parametrize("num_bytes_there", [0, SIZE_BYTES // 2 + 1])
def test_the_js_peer_pulls_64_mib_or_the_rest_of_them_from_the_agents_host(
    host: AgentHost, file: Path, sha256: str, tmp_path: Path, num_bytes_there: int
) -> None:
    target = tmp_path / "pulled"
    if num_bytes_there:
        target.with_suffix(".part").write_bytes(file.read_bytes()[:num_bytes_there])

    async def main() -> None:
        shelf = BlobShelf()
        serve_blobs(host, shelf)
        puller = js_key(tmp_path / "js").peer_id
        async with host.run():
            with shelf.offered(file, SIZE_BYTES, sha256, frozenset({puller})) as reference:
                words = ("pull", host.peer_id, reference.name, str(SIZE_BYTES), sha256, str(target))
                address = f"--address={host.addresses[0]}/p2p/{host.peer_id}"
                with js_peer(tmp_path / "js", host.config.network, address, *words) as peer:
                    await in_thread(lambda: peer.wait_for("pulled", sha256=sha256))
                    assert await trio.to_thread.run_sync(peer.wait) == 0

    in_trio(main)
    assert hashlib.sha256(target.read_bytes()).hexdigest() == sha256

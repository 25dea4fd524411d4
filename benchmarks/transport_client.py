"""The asking side of `benchmarks.transport`, a process of its own.

`python -m benchmarks.transport_client SERVER SECONDS` with the server's line of JSON; reads names of measures, prints a line of JSON for each.
"""

import json
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
import trio
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from benchmarks.transport_peer import ECHO, NUM_CLIENTS, NUM_MIB, SINK, SOURCE, TIMEOUT_S, collect_often, key_of, new_host
from core.units import MIB
from p2p.host import AgentHost
from p2p.protocols.blob import BlobStore, pulled_blob
from p2p.protocols.task import ask
from p2p.wire.blob import BlobReference

MESSAGE = bytes(200)
RECORD_BYTES = 65_519
PROVIDER = key_of(0).peer_id
Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Bench:
    """What every measure needs."""

    hosts: list[AgentHost]
    server: dict[str, Any]
    seconds: float


def figures(times_s: list[float], seconds: float) -> Figures:
    """The median, the 99th percentile and the rate of `times_s`, taken within `seconds`."""
    times_s.sort()
    p99 = times_s[min(len(times_s) - 1, int(0.99 * len(times_s)))]
    return {"p50_ms": statistics.median(times_s) * 1e3, "p99_ms": p99 * 1e3, "per_s": len(times_s) / seconds}


async def repeated(action: Callable[[], Awaitable[object]], seconds: float) -> list[float]:
    """How long each run of `action` took, one after the other for `seconds`, once at least."""
    times_s: list[float] = []
    started_s = time.perf_counter()
    end_s = started_s + seconds
    while not times_s or started_s < end_s:
        await action()
        now_s = time.perf_counter()
        times_s.append(now_s - started_s)
        started_s = now_s
    return times_s


async def rate(action: Callable[[], Awaitable[object]], num_bytes: int, num_runs: int = 3) -> Figures:
    """Megabytes a second of the best of the runs of `action`, which moves `num_bytes`."""
    times_s: list[float] = []
    for _ in range(num_runs):
        started_s = time.perf_counter()
        await action()
        times_s.append(time.perf_counter() - started_s)
    return {"mb_per_s": num_bytes / 1e6 / min(times_s)}


async def at_once(bench: Bench, *transfers: Callable[[Bench], Awaitable[None]]) -> None:
    """Return when all `transfers` are over, which begin together."""
    async with trio.open_nursery() as nursery:
        for transfer in transfers:
            nursery.start_soon(transfer, bench)


async def connect(bench: Bench) -> Figures:
    """A connection from nothing to a greeted peer."""
    host = bench.hosts[0]

    async def once() -> None:
        await host.connect(PROVIDER, bench.server["addresses"])

    times_s: list[float] = []
    for _ in range(5):
        await host.disconnect(PROVIDER)
        times_s += await repeated(once, 0)
    return figures(times_s, sum(times_s))


async def ask_many(bench: Bench, concurrency: int) -> Figures:
    """Signed tasks, each on a new stream, `concurrency` at a time over as many hosts as there are."""
    times_s: list[float] = []

    async def work(number: int) -> None:
        host, key = bench.hosts[number % NUM_CLIENTS], key_of(number % NUM_CLIENTS + 1)

        async def once() -> None:
            response = await ask(host, key, PROVIDER, "echo", "x" * len(MESSAGE))
            assert response.status == "completed", response.error

        times_s.extend(await repeated(once, bench.seconds))

    started_s = time.perf_counter()
    async with trio.open_nursery() as nursery:
        for number in range(concurrency):
            nursery.start_soon(work, number)
    return figures(times_s, time.perf_counter() - started_s)


async def kept(bench: Bench) -> Figures:
    """Round trips on one stream that stays open."""
    stream = await bench.hosts[0].open_stream(PROVIDER, ECHO)

    async def once() -> None:
        await stream.send_frame(MESSAGE)
        await stream.receive_frame(MIB, TIMEOUT_S)

    times_s = await repeated(once, bench.seconds)
    await stream.close()
    return figures(times_s, sum(times_s))


async def send(bench: Bench) -> None:
    """Everything over one stream to the server."""
    stream = await bench.hosts[0].open_stream(PROVIDER, SINK)
    await stream.send_frame(str(NUM_MIB * MIB).encode())
    piece = bytes(MIB)
    for _ in range(NUM_MIB):
        await stream.send_bytes(piece)
    assert await stream.receive_frame(64, TIMEOUT_S) == b"done"
    await stream.close()


async def fetch(bench: Bench) -> None:
    """Everything over one stream from the server."""
    stream = await bench.hosts[0].open_stream(PROVIDER, SOURCE)
    await stream.send_frame(str(NUM_MIB * MIB).encode())
    missing = NUM_MIB * MIB
    while missing:
        missing -= len(await stream.receive_some(MIB, TIMEOUT_S))
    await stream.close()


async def one_way(bench: Bench) -> Figures:
    """Bytes to the server."""
    return await rate(lambda: send(bench), NUM_MIB * MIB)


async def both_ways(bench: Bench) -> Figures:
    """Bytes to the server and from it at once, together."""
    return await rate(lambda: at_once(bench, send, fetch), 2 * NUM_MIB * MIB)


async def blob(bench: Bench) -> Figures:
    """A file through the blob protocol, hashed and written: once, since a provider serves a peer so many bytes only."""
    reference = BlobReference.model_validate(bench.server["blob"])
    with tempfile.TemporaryDirectory() as folder:
        store = BlobStore(Path(folder))

        async def pull() -> None:
            async with pulled_blob(bench.hosts[0], store, PROVIDER, reference, timeout_s=TIMEOUT_S):
                pass

        return await rate(pull, NUM_MIB * MIB, num_runs=1)


async def bare_kept(bench: Bench) -> Figures:
    """Round trips over a bare connection."""
    stream = await trio.open_tcp_stream("127.0.0.1", bench.server["port"])
    await stream.send_all(b"e")

    async def once() -> None:
        await stream.send_all(MESSAGE)
        missing = len(MESSAGE)
        while missing:
            missing -= len(await stream.receive_some(65536))

    times_s = await repeated(once, bench.seconds)
    await stream.aclose()
    return figures(times_s, sum(times_s))


async def bare_send(bench: Bench) -> None:
    """Everything over a bare connection to the server."""
    stream = await trio.open_tcp_stream("127.0.0.1", bench.server["port"])
    await stream.send_all(b"s")
    piece = bytes(MIB)
    for _ in range(NUM_MIB):
        await stream.send_all(piece)
    assert await stream.receive_some(64) == b"done"
    await stream.aclose()


async def bare_fetch(bench: Bench) -> None:
    """Everything over a bare connection from the server."""
    stream = await trio.open_tcp_stream("127.0.0.1", bench.server["port"])
    await stream.send_all(b"f")
    missing = NUM_MIB * MIB
    while missing:
        missing -= len(await stream.receive_some(MIB))
    await stream.aclose()


async def bare_one_way(bench: Bench) -> Figures:
    """Bytes to the server over a bare connection."""
    return await rate(lambda: bare_send(bench), NUM_MIB * MIB)


async def bare_both_ways(bench: Bench) -> Figures:
    """Bytes over two bare connections at once."""
    return await rate(lambda: at_once(bench, bare_send, bare_fetch), 2 * NUM_MIB * MIB)


async def cipher(bench: Bench) -> Figures:
    """ChaCha20-Poly1305 alone, in this process: one message of a Noise record's size after the other."""
    box, nonce, record = ChaCha20Poly1305(bytes(32)), bytes(12), bytes(RECORD_BYTES)

    async def seal() -> None:
        for _ in range(NUM_MIB * MIB // RECORD_BYTES):
            box.encrypt(nonce, record, None)

    return await rate(seal, NUM_MIB * MIB)


MEASURES: dict[str, Callable[[Bench], Awaitable[Figures]]] = {
    "connect": connect,
    "ask_1": lambda bench: ask_many(bench, 1),
    "ask_16": lambda bench: ask_many(bench, 16),
    "ask_64": lambda bench: ask_many(bench, 64),
    "kept": kept,
    "one_way": one_way,
    "both_ways": both_ways,
    "blob": blob,
    "bare_kept": bare_kept,
    "bare_one_way": bare_one_way,
    "bare_both_ways": bare_both_ways,
    "cipher": cipher,
}


async def main(server: dict[str, Any], seconds: float) -> None:
    """Print the figures of every measure that standard input names, until it ends."""
    bench = Bench([new_host(key_of(number + 1)) for number in range(NUM_CLIENTS)], server, seconds)
    async with AsyncExitStack() as stack:
        for host in bench.hosts:
            await stack.enter_async_context(host.run())
            await host.connect(PROVIDER, server["addresses"])
        collect_often()
        while name := (await trio.to_thread.run_sync(sys.stdin.readline)).strip():
            print(json.dumps(await MEASURES[name](bench)), flush=True)


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR), cache_logger_on_first_use=True)
    trio.run(main, json.loads(sys.argv[1]), float(sys.argv[2]))

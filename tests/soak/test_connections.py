"""`make soak-connections`: thousands of connects, of new peers and of streams leave an agent's memory and descriptors as they were."""

import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import trio

from core.errors import CodedError
from core.signing.keys import SigningKey
from core.units import MIB
from p2p.protocols import task
from p2p.protocols.task import ask
from p2p.wire.framing import encode_frame
from tests.system.tried_agents import TRUSTED, TriedAgents

NUM_CYCLES = int(os.environ.get("SOAK_RUNS", "2000"))
NUM_STREAMS = 10 * NUM_CYCLES
MAX_GROWTH_BYTES = 5 * MIB
SETTLING_S = 8.0
"""So long nothing happens before a measurement: what waits for a deadline is over then."""


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a process holds that no other has."""

    resident_bytes: int
    num_descriptors: int


@pytest.fixture
def agents(tmp_path: Path) -> Iterator[TriedAgents]:
    made = TriedAgents(tmp_path)
    yield made
    made.stop()


async def footprint(agents: TriedAgents) -> Footprint:
    """The agent's, at the end of some quiet seconds; the least of several, since its own work goes on."""
    await trio.sleep(SETTLING_S)
    process = psutil.Process(agents.tried.pid)
    seen: list[Footprint] = []
    for _ in range(10):
        seen.append(Footprint(process.memory_full_info().uss, process.num_fds()))
        await trio.sleep(0.2)
    return Footprint(min(one.resident_bytes for one in seen), min(one.num_descriptors for one in seen))


async def growth(agents: TriedAgents, repeat: Callable[[int], Awaitable[None]], num_times: int) -> tuple[float, int]:
    """MiB and descriptors by which the agent has grown between a quarter and the end of `num_times`."""
    await repeat(num_times // 4)
    before = await footprint(agents)
    await repeat(num_times - num_times // 4)
    after = await footprint(agents)
    assert after.resident_bytes - before.resident_bytes <= MAX_GROWTH_BYTES, (before, after)
    assert after.num_descriptors == before.num_descriptors, (before, after)
    return (after.resident_bytes - before.resident_bytes) / MIB, after.num_descriptors - before.num_descriptors


async def reconnect(agents: TriedAgents, num_times: int) -> None:
    """The same peer comes and goes."""
    async with agents.host(TRUSTED) as host:
        for _ in range(num_times):
            await host.disconnect(agents.peer_id)
            await host.connect(agents.peer_id, agents.addresses)


async def come_and_go(agents: TriedAgents, num_times: int) -> None:
    """Peers that nobody has seen before come, are refused a task, and go; four at once."""

    async def one() -> None:
        key = SigningKey.generate()
        try:
            async with agents.host(key) as host:
                await ask(host, key, agents.peer_id, "echo", 1, timeout_s=10)
        except CodedError:
            return

    for _ in range(num_times // 4):
        async with trio.open_nursery() as nursery:
            for _ in range(4):
                nursery.start_soon(one)


async def open_streams(agents: TriedAgents, num_times: int) -> None:
    """Streams whose request is malformed, four at once, and a task now and then.

    A task's nonce is remembered until it has expired, by intent: twenty thousand of them would be measured as growth.
    """
    async with agents.host(TRUSTED) as host:

        async def one() -> None:
            stream = await host.open_stream(agents.peer_id, task.PROTOCOL)
            await stream.send_bytes(encode_frame(b"{}"))
            assert b"p2p.message.malformed" in await stream.receive_frame(task.MAX_RESPONSE_BYTES, 10)
            await stream.close()

        for number in range(num_times // 4):
            async with trio.open_nursery() as nursery:
                for _ in range(4):
                    nursery.start_soon(one)
            if number % 50 == 0:
                assert (await ask(host, TRUSTED, agents.peer_id, "echo", number)).output == number


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_connections_peers_and_streams_leave_no_trace(agents: TriedAgents, write_result: Callable[[str, str], None]) -> None:
    results: list[str] = []

    async def campaign() -> None:
        for what, repeat, num_times in (
            ("connects of one peer", reconnect, NUM_CYCLES),
            ("peers never seen before", come_and_go, NUM_CYCLES),
            ("streams", open_streams, NUM_STREAMS),
        ):
            grown_mib, more = await growth(agents, lambda times, repeat=repeat: repeat(agents, times), num_times)
            results.append(f"{num_times // 4} to {num_times} {what}: {grown_mib:+.1f} MiB, {more:+d} descriptors")

    agents.run(campaign, timeout_s=7000)
    agents.assert_unharmed()
    write_result("soak-connections", "; ".join(results))

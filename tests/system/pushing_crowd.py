"""Many volunteers that push at once: hosts with keys of their own in this process, each pushing its bundles one after the other."""

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import trio

from core.ids import PeerId
from core.signing.keys import SigningKey
from gates.cohort.ledger import Intake
from p2p.agent.launch import RunningAgent
from p2p.agent.pushing import make_parcel, push
from p2p.host import AgentHost, HostConfig
from p2p.peers import AddressBook
from tasks.cohort.intake import take
from tasks.cohort.store import CohortFolder
from tests.gates.cohort.bundles import NOW

PATIENCE_S = 300.0


def push_all(maintainer: RunningAgent, invitation: str, sent: Mapping[SigningKey, Sequence[Path]]) -> float:
    """Push what every volunteer has, all volunteers at once; how many seconds that took."""

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            for key, paths in sent.items():
                nursery.start_soon(push_in_order, key, paths)

    async def push_in_order(key: SigningKey, paths: Sequence[Path]) -> None:
        config = HostConfig(network=maintainer.record.network, interfaces=("127.0.0.1",), is_discoverable=False)
        host = AgentHost(key, config, AddressBook())
        async with host.run():
            for path in paths:
                parcel = await make_parcel(str(path), invitation)
                async for _ in push(host, PeerId(maintainer.record.peer_id), parcel, maintainer.record.addresses, PATIENCE_S):
                    pass

    started_s = time.monotonic()
    trio.run(main)
    return time.monotonic() - started_s


def take_in(cohort: Path) -> tuple[list[str], int]:
    """Take in what waits, in the process that calls this; what came of each, and the most memory that the process has held."""
    folder = CohortFolder.at(cohort)
    states = [seen.state for seen in take(folder, folder.waiting(), Intake(), now=lambda: NOW)]
    return states, peak_bytes(os.getpid())


def peak_bytes(pid: int) -> int:
    """The most memory that the process has held."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))

"""A bundle is wholly in or wholly out, once, wherever either agent or the intake is killed; nothing that was acknowledged is lost."""

import io
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import trio

from p2p.host import AgentHost, HostConfig
from p2p.peers import AddressBook
from p2p.protocols.bundle import push_bundle
from p2p.wire.bundle import PIECE_BYTES, BundleOffer
from tests.system.pushing_pair import PushingPair, pushing_pair, trial

SPAN_S = 0.02


@pytest.fixture
def pair(tmp_path: Path, monkeypatch) -> Iterator[PushingPair]:
    with pushing_pair(tmp_path, monkeypatch) as made:
        yield made


@pytest.mark.timeout(120)
def test_a_kill_of_either_side_or_of_the_intake_leaves_every_bundle_in_once(pair: PushingPair) -> None:
    generator = random.Random()
    for number, (victim, phase) in enumerate((("maintainer", "arriving"), ("volunteer", "arriving"), ("intake", "being settled"))):
        trial(pair, number, victim, phase, generator.uniform(0, SPAN_S))
    pair.assert_all_in_once()


@pytest.mark.timeout(120)
def test_a_push_goes_on_after_both_sides_were_killed_in_its_middle(pair: PushingPair) -> None:
    """The volunteer's first process is a host in this one, which sends two pieces and no more."""
    sha256 = pair.packed(0)
    maintainer = pair.agents["maintainer"].record
    offer = BundleOffer(sha256=sha256, size_bytes=len(pair.made[sha256]), invitation=pair.invitation.decode())

    async def send_two_pieces() -> None:
        config = HostConfig(network=maintainer.network, interfaces=("127.0.0.1",), is_discoverable=False)
        host = AgentHost(pair.key, config, AddressBook())
        async with host.run():
            await host.connect(maintainer.peer_id, maintainer.addresses)
            pushing = push_bundle(host, maintainer.peer_id, offer, lambda: io.BytesIO(pair.made[sha256]))
            async for sent_bytes in pushing:
                if sent_bytes == 2 * PIECE_BYTES:
                    break
            await pushing.aclose()

    pair.kill("volunteer")
    trio.run(send_two_pieces)
    pair.kill("maintainer")
    for name in ("maintainer", "volunteer"):
        pair.restart(name)
    assert pair.push(sha256)[0] == 2 * PIECE_BYTES
    assert pair.take() == ["passed"]
    pair.assert_all_in_once()

"""Multicast: does an announcement come back to a second listener on the same interface, as two agents would hear each other?"""

from collections.abc import Sequence

import trio

from core.ids import PeerId
from core.signing.keys import SigningKey
from p2p.discovery import discover
from p2p.doctor.finding import Finding, failed, passed
from p2p.errors import AddressUnusableError

TOPIC = "multicast"
PATIENCE_S = 5.0
_ADVICE = "let UDP 5353 to 224.0.0.251 through, or meet without multicast: p2p-agent invite, p2p-agent connect ADDRESS"


def check_multicast(ips: Sequence[str], network: str) -> list[Finding]:
    """Whether announcements are heard on each of `ips`; all are tried at once."""
    findings: dict[str, Finding] = {}

    async def check_all() -> None:
        async with trio.open_nursery() as nursery:
            for ip in ips:
                nursery.start_soon(check_one, ip)

    async def check_one(ip: str) -> None:
        findings[ip] = await _check(ip, network)

    trio.run(check_all)
    return [findings[ip] for ip in ips]


async def _check(ip: str, network: str) -> Finding:
    started_s = trio.current_time()
    try:
        with trio.move_on_after(PATIENCE_S):
            await _round_trip(ip, network)
            return passed(TOPIC, ip, f"an announcement was heard after {(trio.current_time() - started_s) * 1000:.0f} ms")
    except AddressUnusableError as error:
        return failed(TOPIC, ip, f"no multicast here: {error.context.get('reason', error.message)}", _ADVICE)
    return failed(TOPIC, ip, f"an announcement was not heard within {PATIENCE_S:g} s", _ADVICE)


async def _round_trip(ip: str, network: str) -> None:
    """Announce an id that nobody has, and return when a second listener has heard it."""
    announced, listener = SigningKey.generate().peer_id, SigningKey.generate().peer_id
    address = f"/ip4/{ip}/tcp/9"
    doctor_network = f"doctor-{network}"
    async with discover(announced, doctor_network, [ip], [address]), discover(listener, doctor_network, [ip], [address]) as heard:
        async for found in heard:
            if found.peer == PeerId(announced):
                return

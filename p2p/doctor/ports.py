"""Ports: can the agent listen, can it be reached where it listens, and is mDNS's port free to be shared?"""

import errno
import socket
from collections.abc import Sequence

from core.errors import CodedError
from p2p.addresses import ip_and_port
from p2p.doctor.finding import Finding, failed, passed

MDNS_PORT = 5353
CONNECT_TIMEOUT_S = 3.0


def check_addresses(addresses: Sequence[str]) -> list[Finding]:
    """Whether the running agent is reached at each of its `addresses`, from this machine."""
    return [_check_address(address) for address in addresses]


def check_listening(ips: Sequence[str], port: int) -> list[Finding]:
    """Whether an agent could listen on each of `ips`, where none runs; port 0 is any."""
    return [_check_listening(ip, port) for ip in ips]


def check_mdns_port() -> Finding:
    """Whether UDP 5353 can be shared with whoever uses it."""
    topic, subject = "mdns port", f"udp {MDNS_PORT}"
    is_alone = _bind_udp(is_shared=False) is None
    refusal = _bind_udp(is_shared=True)
    if refusal is None:
        return passed(topic, subject, "free" if is_alone else "used by another program that shares it")
    advice = "stop the program that has it: ss -ulpn 'sport = :5353'"
    return failed(topic, subject, f"cannot be shared: {refusal}", advice)


def _check_address(address: str) -> Finding:
    try:
        with socket.create_connection(ip_and_port(address), CONNECT_TIMEOUT_S):
            return passed("port", address, "the running agent is reached")
    except (OSError, CodedError) as error:
        return failed(
            "port", address, f"the running agent is not reached: {error}", "let this port through the firewall, or stop and start the agent"
        )


def _check_listening(ip: str, port: int) -> Finding:
    subject = f"{ip} tcp {port or 'any'}"
    try:
        with socket.create_server((ip, port)) as server, socket.create_connection(server.getsockname()[:2], CONNECT_TIMEOUT_S):
            return passed("port", subject, "an agent can listen and be reached")
    except OSError as error:
        advice = (
            "choose another P2P_AGENT_PORT" if error.errno == errno.EADDRINUSE else "let this machine's own programs talk to each other"
        )
        return failed("port", subject, f"an agent cannot listen there: {error.strerror or error}", advice)


def _bind_udp(*, is_shared: bool) -> str | None:
    """Why the port cannot be had; None where it can."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        if is_shared:
            udp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            udp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            udp.bind(("", MDNS_PORT))
        except OSError as error:
            return error.strerror or str(error)
    return None

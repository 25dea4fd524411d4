"""Addresses: multiaddrs of TCP, as a person types them and as peers announce them."""

import ipaddress
import re

from core.errors import CodedError
from core.ids import PeerId, parse_peer_id
from p2p.errors import AddressUnusableError

_ADDRESS = re.compile(r"/ip([46])/([0-9a-fA-F.:]{2,45})/tcp/([0-9]{1,5})")


def is_concrete(address: str) -> bool:
    """Whether `address` is the TCP address of one interface, such as /ip4/192.168.1.7/tcp/4001."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        return False
    try:
        ip = ipaddress.ip_address(match[2])
    except ValueError:
        return False
    return ip.version == int(match[1]) and not (ip.is_unspecified or ip.is_multicast) and 0 < int(match[3]) < 65536


def ip_and_port(address: str) -> tuple[str, int]:
    """The two halves of a TCP address.

    Errors: AddressUnusableError (p2p.address.unusable).
    """
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise AddressUnusableError("not the TCP address of an interface", address=address)
    return match[2], int(match[3])


def parse_peer_address(text: str) -> tuple[PeerId, str]:
    """The peer and the address in a multiaddr such as /ip4/192.168.1.7/tcp/4001/p2p/12D3KooW….

    Errors: AddressUnusableError (p2p.address.unusable).
    """
    address, _, peer = text.strip().rpartition("/p2p/")
    if not is_concrete(address):
        raise AddressUnusableError("it has not the form /ip4/IP/tcp/PORT/p2p/PEER", address=text[:200])
    try:
        return parse_peer_id(peer), address
    except CodedError as error:
        raise AddressUnusableError("it names no peer", address=text[:200]) from error

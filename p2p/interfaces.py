"""Interfaces: the concrete addresses on which a host listens and which it announces."""

import ipaddress
from collections.abc import Sequence

import ifaddr

from p2p.addresses import is_concrete
from p2p.compat import BaseLibp2pError, Multiaddr, MultiaddrError, Swarm
from p2p.errors import AddressUnusableError


async def listen_on(swarm: Swarm, interfaces: Sequence[str], port: int) -> tuple[str, ...]:
    """Listen on the IP addresses in `interfaces`, on every one of this machine where there are none; return what is announced.

    Port 0 takes a free one.
    Errors: AddressUnusableError (p2p.address.unusable).
    """
    wanted = [_multiaddress(ip, port) for ip in interfaces or local_ips()]
    try:
        await swarm.listen(*(Multiaddr(address) for address in wanted))
    except (BaseLibp2pError, MultiaddrError, OSError, ValueError) as error:
        raise AddressUnusableError("cannot listen", addresses=[*wanted], reason=str(error)) from error
    if missing := [address for address in wanted if address not in swarm.listeners]:
        raise AddressUnusableError("cannot listen", addresses=[*missing])
    actual = [str(address) for wish in wanted for address in swarm.listeners[wish].get_addrs()]
    return tuple(address for address in actual if is_concrete(address))


def local_ips() -> list[str]:
    """The IPv4 addresses of this machine's interfaces, the loopback one only where there is no other."""
    ips = [str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4]
    return [ip for ip in ips if not ipaddress.ip_address(ip).is_loopback] or ["127.0.0.1"]


def _multiaddress(ip: str, port: int) -> str:
    try:
        return f"/ip{ipaddress.ip_address(ip).version}/{ip}/tcp/{port}"
    except ValueError as error:
        raise AddressUnusableError("not the IP address of an interface", interface=ip) from error

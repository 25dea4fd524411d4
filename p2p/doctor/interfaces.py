"""Interfaces: which there are, and whether those that the settings name exist."""

import ipaddress
from collections.abc import Sequence

import ifaddr

from p2p.doctor.finding import Finding, failed, passed, skipped

TOPIC = "interface"


def check_interfaces(wanted: Sequence[str]) -> tuple[list[Finding], list[str]]:
    """Each interface with an IPv4 address, each address that is wanted and missing; and the addresses that an agent listens on."""
    found = {str(ip.ip): adapter.nice_name for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4}
    outward = [ip for ip in found if not ipaddress.ip_address(ip).is_loopback]
    used = [ip for ip in wanted if ip in found] if wanted else outward or [ip for ip in found if ip == "127.0.0.1"]
    findings = [passed(TOPIC, f"{name} {ip}", "used" if ip in used else "up, not used by the agent") for ip, name in sorted(found.items())]
    findings += [
        failed(TOPIC, ip, "no interface has this address", f"correct P2P_AGENT_INTERFACES; there is {', '.join(sorted(found)) or 'none'}")
        for ip in wanted
        if ip not in found
    ]
    if not found:
        findings.append(failed(TOPIC, "all", "no interface has an IPv4 address", "connect to a network, or: ip link set lo up"))
    elif not outward and not wanted:
        findings.append(skipped(TOPIC, "network", "only this machine itself can be reached", "connect to a network to meet others"))
    return findings, used

"""The whole examination, in a process of its own: `python -m p2p.doctor.report` prints its findings as one JSON value."""

import json
import sys
from collections.abc import Callable, Iterable

import structlog

from core.errors import CodedError
from p2p.agent.settings import AgentSettings, home_of, load_settings
from p2p.agent.storage.home import AgentHome
from p2p.doctor.clock import check_clock
from p2p.doctor.finding import Finding, failed
from p2p.doctor.firewall import check_firewall
from p2p.doctor.home import check_agent, check_home, check_identity
from p2p.doctor.interfaces import check_interfaces
from p2p.doctor.multicast import check_multicast
from p2p.doctor.ports import check_addresses, check_listening, check_mdns_port
from p2p.doctor.versions import check_versions


def examine(settings: AgentSettings, home: AgentHome) -> list[Finding]:
    """Every finding about this machine and `home`, whether or not its agent runs."""
    agent, addresses = check_agent(home)
    interfaces, ips = check_interfaces(settings.interfaces)
    checks: list[Callable[[], Iterable[Finding]]] = [
        check_versions,
        lambda: check_home(home),
        lambda: [check_identity(home, settings)],
        lambda: [agent],
        lambda: interfaces,
        lambda: check_addresses(addresses) if addresses else check_listening(ips, settings.port),
        lambda: [check_mdns_port()],
        lambda: check_multicast(ips, settings.network),
        check_clock,
        check_firewall,
    ]
    return [finding for check in checks for finding in _guarded(check)]


def main() -> None:
    """Print `{"findings": […]}`, or `{"error": …}` where the settings cannot be read."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    try:
        settings = load_settings()
        findings = examine(settings, home_of(settings))
    except CodedError as error:
        sys.stdout.write(json.dumps({"error": error.as_json()}))
        return
    sys.stdout.write(json.dumps({"findings": [finding.model_dump(mode="json") for finding in findings]}))


def _guarded(check: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What `check` finds; one that breaks down is a finding of its own, and the others are still told."""
    try:
        return list(check())
    except Exception as error:  # noqa: BLE001 - the edge of this process
        name = getattr(check, "__name__", "check")
        return [failed("doctor", name, f"the check broke down: {type(error).__name__}: {error}", "report this as a bug")]


if __name__ == "__main__":
    main()

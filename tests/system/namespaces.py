"""Machines in miniature: network namespaces of this test, joined by a bridge of the kernel or by a switch that loses frames.

A namespace lives as long as a process of ours that does nothing else; that process ends when the test's does, however that ends.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from p2p.agent.launch import StartingAgent
from p2p.agent.storage.home import AgentHome
from tests.p2p.agent.forks import fork_agent

SWITCH = Path(__file__).with_name("lossy_switch.py")
TOOLS = ("unshare", "nsenter", "ip")


def why_not() -> str | None:
    """Why this machine cannot do it; None where it can."""
    if not sys.platform.startswith("linux"):
        return "network namespaces are Linux's"
    if os.geteuid() != 0:
        return "making network namespaces needs root"
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        return f"not installed: {', '.join(missing)}"
    if not Path("/dev/net/tun").exists():
        return "no /dev/net/tun"
    tried = subprocess.run(["unshare", "--net", "ip", "link", "add", "br0", "type", "bridge"], capture_output=True, text=True)
    return None if tried.returncode == 0 else f"the kernel refuses: {tried.stderr.strip()}"


def needs_namespaces() -> pytest.MarkDecorator:
    """Skips a test, with the reason, where namespaces cannot be made."""
    reason = why_not()
    return pytest.mark.skipif(reason is not None, reason=reason or "")


@dataclass(frozen=True, slots=True)
class Namespace:
    """One network namespace, with `address` on its device eth0."""

    pid: int
    address: str

    @property
    def entering(self) -> list[str]:
        """Words that, before a command, run it inside."""
        return ["nsenter", f"--net=/proc/{self.pid}/ns/net", "--"]

    def ip(self, *words: str) -> None:
        """Run `ip` inside."""
        subprocess.run([*self.entering, "ip", *words], check=True)

    def block_multicast(self) -> None:
        """Let no process in it join a multicast group."""
        subprocess.run([*self.entering, "sh", "-c", "echo 0 > /proc/sys/net/ipv4/igmp_max_memberships"], check=True)

    def begin(self, home: AgentHome, environment: Mapping[str, str]) -> StartingAgent:
        """Start an agent inside, on its address; its local API is a Unix socket, which namespaces do not part."""
        return fork_agent(home, {**environment, "P2P_AGENT_INTERFACES": self.address}, self.pid)


@contextmanager
def namespace(address: str) -> Iterator[Namespace]:
    """A namespace with nothing but its loopback device, up."""
    keeper = subprocess.Popen(["unshare", "--net", "cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    try:
        keeper.stdin.write(b"\n")
        keeper.stdin.flush()
        assert keeper.stdout.read(1) == b"\n", "the namespace is there"
        made = Namespace(keeper.pid, address)
        made.ip("link", "set", "lo", "up")
        yield made
    finally:
        keeper.stdin.close()
        keeper.wait(10)
        keeper.stdout.close()


@contextmanager
def bridged(num_namespaces: int) -> Iterator[list[Namespace]]:
    """Namespaces on a bridge of the kernel, which is in a namespace of its own."""
    with ExitStack() as stack:
        hub = stack.enter_context(namespace("0.0.0.0"))
        hub.ip("link", "add", "br0", "type", "bridge")
        hub.ip("link", "set", "br0", "up")
        made = [stack.enter_context(namespace(f"10.77.0.{index + 1}")) for index in range(num_namespaces)]
        for index, one in enumerate(made):
            hub.ip("link", "add", f"port{index}", "type", "veth", "peer", "name", "eth0", "netns", str(one.pid))
            hub.ip("link", "set", f"port{index}", "master", "br0", "up")
            one.ip("address", "add", f"{one.address}/24", "dev", "eth0")
            one.ip("link", "set", "eth0", "up")
        yield made


@contextmanager
def switched(num_namespaces: int, *, loss: float, seed: int, has_multicast: bool = True) -> Iterator[list[Namespace]]:
    """Namespaces on a switch that drops each frame with probability `loss`, drawn from `seed`."""
    with ExitStack() as stack:
        made = [stack.enter_context(namespace(f"10.77.0.{index + 1}")) for index in range(num_namespaces)]
        ports = [word for one in made for word in (str(one.pid), one.address)]
        options = [f"--loss={loss}", f"--seed={seed}", *([] if has_multicast else ["--no-multicast"])]
        process = subprocess.Popen([sys.executable, str(SWITCH), *options, *ports], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == b"ready\n"
            yield made
        finally:
            process.stdin.close()
            process.wait(10)
            process.stdout.close()

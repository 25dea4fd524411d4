"""Agents on machines of their own: network namespaces on a bridge, there with loss, and without multicast."""

import json
import subprocess
import sys
import tempfile

import psutil
import pytest

from tests.system.demo_runs import DemoRun
from tests.system.namespaces import bridged, namespace, needs_namespaces, switched
from tests.system.staged import play_between

pytestmark = needs_namespaces()

NUM_DATAGRAMS = 1000
SEND = f"""
import socket, sys
out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
out.bind(("10.77.0.1", 9))
for number in range({NUM_DATAGRAMS}):
    out.sendto(b"x", ("10.77.0.2", 4000))
    if number % 50 == 0:
        __import__("time").sleep(0.01)
"""
RECEIVE = """
import socket
into = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
into.bind(("10.77.0.2", 4000))
print("ready", flush=True)
into.settimeout(1.5)
count = 0
try:
    while True:
        into.recv(10)
        count += 1
except TimeoutError:
    print(count)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """A place for temporary folders of this test alone."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_the_switch_loses_what_it_says() -> None:
    with switched(2, loss=0.2, seed=3) as (sender, receiver):
        # With the address resolved beforehand only the datagrams can be lost.
        shown = subprocess.run([*receiver.entering, "ip", "-j", "link", "show", "eth0"], capture_output=True, check=True).stdout
        sender.ip("neighbour", "replace", receiver.address, "lladdr", json.loads(shown)[0]["address"], "dev", "eth0")
        listening = subprocess.Popen([*receiver.entering, sys.executable, "-c", RECEIVE], stdout=subprocess.PIPE, text=True)
        assert listening.stdout.readline() == "ready\n"
        subprocess.run([*sender.entering, sys.executable, "-c", SEND], check=True)
        out, _ = listening.communicate(timeout=30)
    assert 0.7 * NUM_DATAGRAMS < int(out) < 0.9 * NUM_DATAGRAMS


def test_a_namespace_ends_with_its_block() -> None:
    with namespace("10.77.0.1") as one:
        assert psutil.pid_exists(one.pid)
    assert not psutil.pid_exists(one.pid)


def test_a_task_is_done_between_two_namespaces_on_a_bridge(temporary) -> None:
    with bridged(2) as namespaces:
        played = play_between(namespaces)
    assert played.facts("peers_discovered")["by"] == "mdns"
    assert played.facts("agent_started")["addresses"][0].startswith("/ip4/10.77.0.")
    assert played.events[-1] == "done"
    assert [*temporary.iterdir()] == []


def test_a_task_is_done_although_a_fifth_of_the_frames_is_lost(temporary) -> None:
    """Of many seeds in `make soak-demo-namespaces`."""
    with switched(2, loss=0.2, seed=0) as namespaces:
        assert play_between(namespaces).events[-1] == "done"
    assert [*temporary.iterdir()] == []


def test_without_multicast_addresses_are_exchanged_by_invitation(temporary) -> None:
    with switched(3, loss=0.0, seed=0, has_multicast=False) as namespaces:
        played = play_between(namespaces)
    assert played.facts("peers_discovered")["by"] == "invitation"
    assert played.events.count("result") == 2
    assert [*temporary.iterdir()] == []


def test_the_command_says_so_where_multicast_is_blocked_on_its_machine(temporary) -> None:
    with namespace("127.0.0.1") as blocked:
        blocked.block_multicast()
        run = DemoRun(temporary, prefix=blocked.entering)
        code, events, _ = run.finish()
    assert code == 0, events
    assert [event["by"] for event in events if event["event"] == "peers_discovered"] == ["invitation"]
    assert run.left() == []

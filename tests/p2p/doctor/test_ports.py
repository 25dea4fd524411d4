import socket
import subprocess
import sys
from pathlib import Path

import pytest

from p2p.doctor.ports import MDNS_PORT, check_addresses, check_listening, check_mdns_port

ROOT = Path(__file__).resolve().parents[3]
KEEP_THE_PORT = """
import socket
from p2p.doctor.ports import check_mdns_port
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
    other.bind(("", 5353))
    print(check_mdns_port().state)
"""


def test_an_address_is_reached_where_somebody_listens():
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"/ip4/127.0.0.1/tcp/{server.getsockname()[1]}"
        assert [finding.state for finding in check_addresses([address])] == ["pass"]
    assert [finding.state for finding in check_addresses([address, "/dns4/x/tcp/1"])] == ["fail", "fail"]


def test_a_port_that_is_taken_fails_and_a_free_one_passes():
    with socket.create_server(("127.0.0.1", 0)) as server:
        [taken] = check_listening(["127.0.0.1"], server.getsockname()[1])
    assert (taken.state, taken.advice) == ("fail", "choose another P2P_AGENT_PORT")
    assert [finding.state for finding in check_listening(["127.0.0.1"], 0)] == ["pass"]


def test_the_mdns_port_may_be_shared_but_not_taken():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("", MDNS_PORT))
        assert check_mdns_port().message == "used by another program that shares it"


def test_a_program_that_keeps_the_mdns_port_to_itself_is_found():
    said = subprocess.run(["unshare", "-n", sys.executable, "-c", KEEP_THE_PORT], cwd=ROOT, capture_output=True, text=True, check=False)
    if said.returncode != 0:
        pytest.skip("this user may not make network namespaces")
    assert said.stdout.strip() == "fail"

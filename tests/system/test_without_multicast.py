"""Two agents that cannot hear each other's announcements meet by an invitation."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MEET = """
set -e
ip link set lo up
echo 0 > /proc/sys/net/ipv4/igmp_max_memberships
agent() { P2P_AGENT_HOME="$1"; export P2P_AGENT_HOME; shift; "$PYTHON" -m cli.main "$@"; }
trap 'agent "$A" stop; agent "$B" stop' EXIT
agent "$A" start --json > "$A.json"
agent "$B" start > /dev/null
sleep 3
agent "$B" peers --json
code=$(agent "$A" invite)
agent "$B" join "$code" > /dev/null
peer=$("$PYTHON" -c 'import json, sys; print(json.load(open(sys.argv[1]))["peer_id"])' "$A.json")
agent "$B" ask "$peer" echo "met without multicast"
"""


def test_agents_without_multicast_meet_by_an_invitation(tmp_path: Path) -> None:
    if os.geteuid() != 0 or subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this user may not make network namespaces")
    environment = {
        **os.environ,
        "A": str(tmp_path / "a"),
        "B": str(tmp_path / "b"),
        "PYTHON": sys.executable,
        "P2P_AGENT_INTERFACES": "127.0.0.1",
        "P2P_AGENT_NETWORK": "without-multicast",
    }
    words = ["unshare", "-n", "sh", "-c", MEET]
    said = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert said.returncode == 0, said.stderr
    known, answer = said.stdout.split("\n", 1)
    assert known == "[]"
    assert "met without multicast" in answer

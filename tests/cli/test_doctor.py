"""The doctor as a person runs it: with an agent, without one, and where nothing is heard."""

import json
import os
import subprocess

import pytest

from tests.cli.conftest import ROOT

WITHOUT_MULTICAST = "ip link set lo up && echo 0 > /proc/sys/net/ipv4/igmp_max_memberships && exec "
"""In a network namespace of its own: there is a loopback interface, on which nobody can join a multicast group."""


def states(findings) -> dict[str, set[str]]:
    by_topic: dict[str, set[str]] = {}
    for finding in findings:
        by_topic.setdefault(finding["topic"], set()).add(finding["state"])
    return by_topic


def isolated(command, script: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command behind `script` in a network namespace of its own."""
    if os.geteuid() != 0 or subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this user may not make network namespaces")
    line = script + '"$@"'
    return subprocess.run(
        ["unshare", "-n", "sh", "-c", line, "sh", *command.words(*words)],
        cwd=ROOT,
        env=command.environment,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def test_a_running_agent_is_reached_and_nothing_fails(pair) -> None:
    said = pair[0][0]("doctor", "--json")
    found = states(said.json["findings"])
    assert (said.code, said.json["ok"]) == (0, True), said.out
    assert found["agent"] == found["port"] == found["multicast"] == found["identity"] == {"pass"}


def test_without_an_agent_the_machine_is_examined_all_the_same(command) -> None:
    said = command.process("doctor")
    assert (said.code, said.err) == (0, "")
    assert "p2p-agent start" in said.out
    assert "Nothing stands in the way." in said.out


def test_where_multicast_is_blocked_it_is_said_with_a_way_round(command) -> None:
    said = isolated(command, WITHOUT_MULTICAST, "doctor", "--json")
    report = json.loads(said.stdout)
    assert (said.returncode, report["ok"], said.stderr) == (1, False, "")
    [failure] = [finding for finding in report["findings"] if finding["state"] == "fail"]
    assert (failure["topic"], failure["subject"]) == ("multicast", "127.0.0.1")
    assert "p2p-agent invite" in failure["advice"]


def test_where_no_interface_is_up_it_is_said(command) -> None:
    said = isolated(command, "exec ", "doctor", "--json")
    failed = {finding["topic"] for finding in json.loads(said.stdout)["findings"] if finding["state"] == "fail"}
    assert (said.returncode, "interface" in failed) == (1, True)


def test_a_setting_that_cannot_be_is_named(command) -> None:
    environment = {**command.environment, "P2P_AGENT_PORT": "many"}
    said = subprocess.run(
        command.words("doctor", "--json"), cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (said.returncode, json.loads(said.stdout)["error"]["code"]) == (1, "core.parameters.invalid")

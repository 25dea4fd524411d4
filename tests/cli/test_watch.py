"""The watching command, as a process that is read while it runs."""

import json
import os
import signal
import subprocess

from tests.cli.conftest import ROOT


def watching(command, *words: str) -> subprocess.Popen:
    return subprocess.Popen(
        command.words("peers", "--watch", *words),
        cwd=ROOT,
        env=command.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def address_of(command) -> str:
    shown = command("id", "--json").json
    return f"{shown['addresses'][0]}/p2p/{shown['peer_id']}"


def test_events_are_one_json_value_a_line_until_ctrl_c(pair) -> None:
    [a, b], [_, peer] = pair
    a("connect", address_of(b))
    process = watching(a, "--json")
    try:
        assert json.loads(process.stdout.readline())["event"] == "known"
        a("disconnect", peer)
        while (happening := json.loads(process.stdout.readline()))["event"] != "lost":
            pass
        assert (happening["peer_id"], happening["is_connected"]) == (peer, False)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stderr.read() == ""
    finally:
        process.kill()
        process.communicate()


def test_a_person_sees_a_table_and_the_latest_events(pair) -> None:
    [a, b], [_, peer] = pair
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        a.words("peers", "--watch"), cwd=ROOT, env={**a.environment, "TERM": "xterm"}, stdout=theirs, stderr=subprocess.PIPE, text=True
    )
    os.close(theirs)
    try:
        with open(ours, "rb") as terminal:
            assert peer in shown_until(terminal, "Ctrl-C ends this.")
            a("connect", address_of(b))
            shown_until(terminal, f"connected   {peer}")
            a("disconnect", peer)
            shown_until(terminal, f"lost        {peer}")
            process.send_signal(signal.SIGINT)
            assert (process.wait(30), process.stderr.read()) == (0, "")
    finally:
        process.kill()
        process.communicate()


def shown_until(terminal, words: str) -> str:
    """What a terminal shows up to and with `words`."""
    shown = b""
    while words not in (text := shown.decode(errors="ignore")):
        shown += os.read(terminal.fileno(), 4096)
    return text


def test_without_an_agent_there_is_nothing_to_watch(command) -> None:
    said = command("peers", "--watch", "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "p2p.agent.not_running")

"""Data come in checked, with a consent that is stated, and go out of training when it is revoked."""

import os
import signal
import subprocess
import time

import pytest

from core.signing.keys import SigningKey
from p2p.agent.storage.home import AgentHome

PEER = SigningKey.from_seed(b"1" * 32).peer_id
ROWS = "length,width,label\n" + "".join(f"{index},{index * 2}.5,{'cat' if index % 2 else 'dog'}\n" for index in range(12))


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "My Pets.csv"
    path.write_text(ROWS)
    return path


def test_a_file_is_offered_listed_and_revoked_with_and_without_an_agent(command, data) -> None:
    offered = command.process("train", "--data", str(data), "--consent-to", PEER, "--yes", "--json")
    assert offered.code == 0, offered.out
    record = offered.json
    assert (record["name"], record["num_examples"], record["is_open"]) == ("my-pets", 12, True)
    assert record["description"]["terms"] == {"features": ["length", "width"], "classes": ["cat", "dog"]}
    assert record["consents"][0]["peers"] == [PEER]
    again = command("train", "--data", str(data), "--consent-all-trusted", "--yes", "--detach")
    assert "12 examples of 2 features; 2 classes: cat, dog" in again.out
    assert "'my-pets' is ready" in again.out
    assert "every trusted peer" in command("train", "--list").out
    assert command("train", "--revoke", "my-pets", "--json").json["is_open"] is False
    assert command("stop").code == 0
    assert [record["is_open"] for record in command("train", "--list", "--json").json] == [False]
    assert "Nobody may train" in command("train", "--revoke", "my-pets").out
    assert command("train", "--revoke", "none", "--json").json["error"]["code"] == "p2p.corpus.unknown"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--list", "--revoke", "x"),
        ("--data", "x.csv"),
        ("--data", "x.csv", "--consent-all-trusted", "--consent-to", PEER),
    ],
)
def test_what_is_not_said_clearly_is_wrong_usage(command, words) -> None:
    assert command("train", *words).code == 2


def test_data_that_cannot_be_used_start_no_agent(command, data) -> None:
    data.write_text(ROWS.replace("\n3,", "\nthree,"))
    said = command("train", "--data", str(data), "--consent-all-trusted", "--yes", "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "p2p.data.invalid")
    assert "row 5, column 'length': 'three' is no number" in said.json["error"]["message"]
    assert command("train", "--data", str(data), "--consent-to", "nobody", "--json").json["error"]["code"] == "core.id.malformed"
    assert not (command.home / "agent.json").exists()


def test_a_name_that_is_not_possible_is_refused_before_anything_is_read(command, tmp_path) -> None:
    said = command("train", "--data", str(tmp_path / "none.csv"), "--name", "My Pets", "--consent-all-trusted", "--yes", "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "p2p.corpus.unknown")


def test_without_a_yes_nothing_is_consented_to(command, data) -> None:
    asked = subprocess.run(
        command.words("train", "--data", str(data), "--consent-all-trusted"),
        env=command.environment, input="n\n", capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert asked.returncode == 1
    assert "Do you consent?" in asked.stdout
    assert command("train", "--data", str(data), "--consent-all-trusted", "--json").code == 2
    assert command("train", "--list", "--json").json == []


def test_who_stays_ends_with_ctrl_c_and_the_agent_that_was_started_too(command, data) -> None:
    words = command.words("train", "--data", str(data), "--consent-all-trusted", "--yes")
    process = subprocess.Popen(words, env={**command.environment, "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE, text=True)
    try:
        while "Ctrl-C" not in (line := process.stdout.readline()):
            assert line
        record = AgentHome.at(command.home).record()
        process.send_signal(signal.SIGINT)
        process.wait(30)
    finally:
        process.kill()
        process.stdout.close()
    give_up = time.monotonic() + 10
    while os.path.exists(f"/proc/{record.pid}"):
        assert time.monotonic() < give_up
        time.sleep(0.05)
    assert command("id", "--json").json["is_running"] is False

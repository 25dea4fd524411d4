"""`p2p-agent remote serve` as a person starts it."""

import signal
import subprocess

import httpx
import pytest


def started(command, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command.words("remote", "serve", "--port", "0", *words),
        env=command.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said_until(process: "subprocess.Popen[str]", end: str) -> str:
    said = ""
    assert process.stdout is not None
    while end not in said:
        line = process.stdout.readline()
        assert line, process.communicate()
        said += line
    return said


def stop(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_the_token_is_shown_once_in_commands_that_keep_it_out_of_git(command) -> None:
    process = started(command)
    said = said_until(process, "Then: dvc push")
    stop(process)
    home = command.home / "remote"
    token = (home / "token").read_text().strip()
    commands = [line.strip() for line in said.splitlines() if line.startswith("  dvc ")]
    assert len(commands) == 4
    assert all("--local" in line for line in commands)
    assert commands[-1] == f"dvc remote modify --local p2p password {token}"
    assert (home / "store").is_dir()
    process = started(command)
    again = said_until(process, "Then: dvc push")
    stop(process)
    assert token not in again
    assert f'password "$(cat {home / "token"})"' in again


def test_it_answers_from_the_moment_it_is_announced(command) -> None:
    process = started(command)
    said = said_until(process, "Then: dvc push")
    address = next(word for word in said.split() if word.startswith("http://")).rstrip(";")
    assert httpx.get(address, timeout=60).status_code == 401
    stop(process)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--host", "0.0.0.0"], "p2p.remote.insecure"),
        (["--host", "nowhere.invalid"], "p2p.remote.address"),
        (["--token-file", "/dev/null/token"], "p2p.remote.token_file"),
    ],
)
def test_what_keeps_it_from_starting_has_a_code(command, words: list[str], code: str) -> None:
    refused = command("remote", "serve", "--port", "0", "--json", *words)
    assert refused.code == 1
    assert refused.json["error"]["code"] == code


@pytest.mark.parametrize("quota", ["much", "10XB", "-5", ""])
def test_a_quota_that_is_no_size_is_wrong_usage(command, quota: str) -> None:
    assert command("remote", "serve", "--port", "0", "--quota", quota).code == 2

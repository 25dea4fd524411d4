"""Rounds by command: choices that are none are refused with the choices, and nobody who is not ready is waited for."""

import pytest

from core.signing.keys import SigningKey

PEER = SigningKey.from_seed(b"1" * 32).peer_id
START = ("round", "start", "--corpus", "pets", "--peers", PEER, "--json")


@pytest.mark.parametrize(
    ("words", "code", "choices"),
    [
        (("--strategy", "magic"), "learning.strategy.unknown", {"fedavg", "diloco"}),
        (("--codec", "morse"), "learning.codec.unknown", {"fp32", "int8", "sign"}),
    ],
)
def test_an_unknown_choice_is_refused_with_the_choices(command, words, code: str, choices: set[str]) -> None:
    said = command(*START, *words)
    assert (said.code, said.json["error"]["code"]) == (1, code)
    assert choices <= set(said.json["error"]["context"]["known"].replace(" ", "").split(","))


@pytest.mark.parametrize("words", [("--all",), ("--hidden", "many"), ("--rounds", "0")])
def test_what_contradicts_itself_is_wrong_usage(command, words) -> None:
    assert command(*START, *words).code == 2


def test_without_an_agent_or_a_training_the_next_step_is_said(command, pair) -> None:
    [_, b], _ = pair
    assert command(*START).json["error"]["code"] == "p2p.agent.not_running"
    assert "round start" in b("round", "list").out
    assert b("round", "list", "--json").json == []
    for words in (("status",), ("status", "none"), ("cancel", "none")):
        said = b("round", *words, "--json")
        assert (said.code, said.json["error"]["code"]) == (1, "p2p.session.unknown")


def test_peers_that_are_not_ready_are_named_with_their_codes(pair) -> None:
    [a, b], [own, peer] = pair
    b("trust", "add", own)
    said = a.process("round", "start", "--corpus", "pets", "--peers", f"{peer},{PEER}")
    assert said.code == 1
    assert f"out: {peer}" in said.out
    assert "[p2p.corpus.unknown]" in said.out
    assert f"out: {PEER}" in said.out
    assert f"train --data FILE --name NAME --consent-to {own}" in said.out
    assert "p2p.session.too_few" in said.err

import pytest

from cli.capabilities import _form
from core.signing.keys import SigningKey


def test_own_and_a_peers_capabilities_are_listed(pair) -> None:
    [a, b], [own, peer] = pair
    b("trust", "add", own)
    said = a.process("capabilities")
    assert said.code == 0
    assert "echo\n  Answers with its input.\n  input   any JSON\n" in said.out
    assert "status\n" in said.out
    assert "none is needed" in said.out
    of_peer = a("capabilities", peer, "--json").json
    assert {facts["name"] for facts in of_peer} >= {"echo", "capabilities", "status"}
    assert of_peer == a("capabilities", "--json").json


@pytest.mark.parametrize(
    ("schema", "form"),
    [
        ({}, "any JSON"),
        ({"type": "string"}, "string"),
        ({"properties": {"b": {}, "a": {}, "d": {}, "c": {}}, "required": ["d", "c"]}, "c, d, [a], [b]"),
        ({"anyOf": [{"type": "object"}, {"type": "null"}]}, "none is needed"),
        ({"anyOf": [{"type": "string"}, {"type": "array"}, {"type": "array"}]}, "array or string; --json says more"),
    ],
)
def test_a_form_is_told_in_a_line(schema, form: str) -> None:
    assert _form(schema) == form


def test_no_line_is_wider_than_a_terminal(pair) -> None:
    [a, _], _ = pair
    assert max(map(len, a("capabilities").out.splitlines())) <= 80


def test_a_peer_that_cannot_be_asked_is_an_error_with_a_code(pair) -> None:
    [a, _], _ = pair
    said = a("capabilities", SigningKey.generate().peer_id, "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "p2p.peer.unreachable")

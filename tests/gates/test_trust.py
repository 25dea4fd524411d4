import json

import pytest

from core.errors import CodedError
from core.ids import peer_id_of
from core.signing.keys import SigningKey
from gates.trust import LOCAL_IDENTITY, parse_trust, with_local

KEY = SigningKey.from_seed(bytes(32))


def listed(*entries: dict) -> bytes:
    return json.dumps({"schema_version": 1, "keys": list(entries)}).encode()


def entry(peer_id: str = KEY.peer_id, name: str = "release") -> dict:
    return {"peer_id": peer_id, "name": name, "added_utc": "2026-01-01T00:00:00Z", "purpose": "releases"}


def test_a_listed_key_is_known_by_its_name():
    assert parse_trust(listed(entry())) == {KEY.peer_id: "release"}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b'{"schema_version": 2, "keys": []}',
        b'{"schema_version": 1}',
        b'{"schema_version": 1, "keys": [], "more": 1}',
        listed(entry("12D3KooW")),
        listed(entry(peer_id_of(bytes([1] + [0] * 31)))),
        listed(entry(), entry(name="again")),
        listed(entry(name=LOCAL_IDENTITY)),
    ],
)
def test_a_list_that_cannot_be_trusted_is_refused_as_a_whole(raw):
    with pytest.raises(CodedError) as caught:
        parse_trust(raw)
    assert caught.value.code == "gates.trust.malformed"


def test_the_local_identity_is_trusted_and_named_as_such():
    assert with_local({}, KEY.peer_id) == {KEY.peer_id: LOCAL_IDENTITY}
    assert with_local({KEY.peer_id: "release"}, None) == {KEY.peer_id: "release"}

"""A push as a stream of lines, and the inbox as the owner sets it."""

import json
from pathlib import Path

import pytest

from core.signing.keys import SigningKey
from tests.p2p.agent.inbox.places import INVITATION, InboxPlace

NOBODY = SigningKey.from_seed(b"n" * 32).peer_id


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("relative", 400, "p2p.file.refused"), ("/nowhere/at/all", 400, "p2p.file.refused"), ("", 422, "p2p.request.invalid")],
)
def test_a_file_that_cannot_be_pushed_is_refused_before_anything_is_sent(http, path: str, status: int, code: str) -> None:
    answer = http.post("/bundles", json={"peer": NOBODY, "path": path, "invitation": "x"})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_push_that_fails_says_why_in_its_last_line(http, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"bundle")
    answer = http.post("/bundles", json={"peer": NOBODY, "path": str(tmp_path / "file"), "invitation": "x", "timeout_s": 0.05})
    last = json.loads(answer.text.splitlines()[-1])
    assert (answer.status_code, last["is_acknowledged"], last["error"]["code"]) == (200, False, "p2p.peer.unreachable")


def test_an_inbox_is_opened_and_closed_and_nothing_else_is_one(http, tmp_path: Path) -> None:
    place = InboxPlace(tmp_path)
    folders = {"folder": str(place.folder), "arrived": str(place.arrived)}
    assert http.get("/inbox").json()["state"] == "closed"
    assert http.put("/inbox", json=folders).json() == {"state": "open", "num_peers": 0, "num_received": 0, **folders}
    assert http.put("/inbox", json={**folders, "folder": str(tmp_path / "missing")}).status_code == 400
    assert http.get("/inbox").json()["folder"] == str(place.folder)
    assert http.delete("/inbox").json()["state"] == "closed"
    assert INVITATION not in http.get("/inbox").text

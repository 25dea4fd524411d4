"""The local API over its real socket."""

import stat

import pytest

from p2p.agent.api.schemas.agent import MAX_BODY_BYTES


def test_the_socket_is_the_users_alone(agent) -> None:
    assert stat.S_IMODE(agent.home.socket_path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nothing", None, 404, "p2p.request.unknown_route"),
        ("PUT", "/id", None, 404, "p2p.request.unknown_route"),
        ("GET", "/docs", None, 404, "p2p.request.unknown_route"),
        ("POST", "/trust", b"{", 422, "p2p.request.invalid"),
        ("POST", "/trust", b"[" * 100_000, 422, "p2p.request.invalid"),
        ("POST", "/trust", b"\xff\xfe", 422, "p2p.request.invalid"),
        ("POST", "/trust", b'{"peer": "nobody"}', 422, "p2p.request.invalid"),
        ("POST", "/trust", b'{"peer": 1, "more": 2}', 422, "p2p.request.invalid"),
        ("DELETE", "/trust/nobody", None, 400, "core.id.malformed"),
        ("POST", "/sessions", b"{}", 422, "p2p.request.invalid"),
        ("GET", "/sessions/none", None, 404, "p2p.session.unknown"),
        ("DELETE", "/sessions/none", None, 404, "p2p.session.unknown"),
        ("POST", "/corpora", b'{"name": "../x", "path": "/etc/hostname"}', 404, "p2p.corpus.unknown"),
        ("POST", "/corpora", b'{"name": "x", "path": "relative"}', 400, "p2p.file.refused"),
        ("POST", "/corpora", b'{"name": "x", "path": "/dev/zero"}', 400, "p2p.file.refused"),
        ("POST", "/trust", b"x" * (MAX_BODY_BYTES + 1), 413, "p2p.request.too_large"),
    ],
)
def test_every_refusal_is_a_code_with_a_message(http, method, path, body, status, code) -> None:
    response = http.request(method, path, content=body, headers={"content-type": "application/json"})
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert set(response.json()) == {"code", "message", "context"}
    assert http.get("/health").json() == {"status": "running"}


def test_a_body_without_an_announced_length_is_capped_too(http) -> None:
    chunk = b"x" * 2**20
    response = http.post("/trust", content=(chunk for _ in range(MAX_BODY_BYTES // len(chunk) + 1)))
    assert (response.status_code, response.json()["code"]) == (413, "p2p.request.too_large")

"""What the remote answers, over real connections."""

import json
import socket
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import trio
from starlette.types import Message

from p2p.agent.remote.api import RemoteApi
from p2p.agent.remote.objects import ObjectStore
from tests.system.served_remote import ServedRemote, object_path, served

QUOTA = 4_000_000
CONTENT = b"some content of an object\n" * 1000


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedRemote]:
    with served(tmp_path_factory.mktemp("remote"), "--quota", str(QUOTA)) as made:
        yield made


def ask(
    remote: ServedRemote, method: str, path: str, content: bytes | None = None, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    return httpx.request(method, remote.url + path, content=content, headers=remote.headers if headers is None else headers, timeout=30)


def code(answer: httpx.Response) -> str:
    return answer.json()["code"]


def raw(remote: ServedRemote, request: bytes) -> bytes:
    """What the remote answers to a request that no library would send."""
    host, port = remote.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_what_was_uploaded_is_given_whole_and_in_part(remote: ServedRemote, method: str) -> None:
    content = CONTENT + method.encode()
    path = object_path(content)
    assert ask(remote, "HEAD", path).status_code == 404
    assert ask(remote, method, path, content).status_code == 201
    assert ask(remote, "GET", path).content == content
    head = ask(remote, "HEAD", path)
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(content)), b"")
    part = ask(remote, "GET", path, headers={**remote.headers, "Range": "bytes=5-14"})
    assert (part.status_code, part.content) == (206, content[5:15])


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("token", [None, "", "wrong", "é"])
def test_without_the_token_there_is_nothing_to_see_and_nothing_to_change(remote: ServedRemote, method: str, token: str | None) -> None:
    content = b"a stranger's"
    headers = {} if token is None else {"X-P2P-Agent-Token": token.encode()}
    before = remote.objects()
    for path in (object_path(content), object_path(b"not there"), "/", "/files/md5/../../token"):
        answer = ask(remote, method, path, content if method in {"POST", "PUT"} else None, headers=headers)  # pyright: ignore[reportArgumentType]
        assert answer.status_code == 401
        assert remote.token not in answer.text
    assert remote.objects() == before


@pytest.mark.parametrize("path", ["/", "/files", "/files/md5/", "/incoming", "/token", "/openapi.json", "/runs/ab/cd"])
def test_nothing_but_an_object_has_an_address(remote: ServedRemote, path: str) -> None:
    answer = ask(remote, "GET", path)
    assert (answer.status_code, code(answer)) == (404, "p2p.remote.object_unknown")
    answer = ask(remote, "POST", path, CONTENT)
    assert (answer.status_code, code(answer)) == (404, "p2p.remote.object_unknown")


@pytest.mark.parametrize(
    "path", ["/files/md5/../../../token", "/files/md5/%2e%2e/%2e%2e/%2e%2e/token", "/../token", "/%2e%2e%2ftoken", "//etc/passwd"]
)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_no_path_leads_out_of_the_store(remote: ServedRemote, path: str, method: str) -> None:
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nX-P2P-Agent-Token: {remote.token}\r\nContent-Length: 4\r\nConnection: close\r\n\r\nevil"
    token = (remote.store.parent / "token").read_bytes()
    answer = raw(remote, head.encode())
    assert answer.startswith(b"HTTP/1.1 404")
    assert remote.token.encode() not in answer
    assert (remote.store.parent / "token").read_bytes() == token


def test_an_altered_upload_is_refused_and_leaves_nothing(remote: ServedRemote) -> None:
    before = remote.objects()
    answer = ask(remote, "POST", object_path(b"what it should be"), b"what it is")
    assert (answer.status_code, code(answer)) == (422, "p2p.remote.object_altered")
    assert remote.objects() == before


def test_an_upload_beyond_the_quota_reads_a_clear_refusal_however_large_it_is(remote: ServedRemote) -> None:
    before = remote.objects()
    content = b"x" * (QUOTA * 5)
    answer = ask(remote, "POST", object_path(content), content)
    assert (answer.status_code, code(answer)) == (507, "p2p.remote.quota")
    assert answer.json()["context"]["quota_bytes"] == QUOTA
    assert remote.objects() == before
    assert ask(remote, "POST", object_path(b"fits"), b"fits").status_code == 201


def test_an_unknown_method_is_refused(remote: ServedRemote) -> None:
    answer = ask(remote, "DELETE", object_path(CONTENT))
    assert (answer.status_code, code(answer)) == (405, "p2p.remote.method")


def test_many_uploads_at_once_all_arrive(remote: ServedRemote) -> None:
    contents = [f"object {index}".encode() * 1000 for index in range(40)]
    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(lambda content: ask(remote, "POST", object_path(content), content).status_code, contents))
    assert set(answers) == {201}
    stored = remote.objects()
    assert all(stored[object_path(content)] == content for content in contents)


def test_an_upload_that_is_broken_off_leaves_nothing(remote: ServedRemote) -> None:
    path = object_path(b"never complete")
    head = f"PUT {path} HTTP/1.1\r\nHost: x\r\nX-P2P-Agent-Token: {remote.token}\r\nContent-Length: 1000\r\n\r\nonly so much"
    host, port = remote.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(head.encode())
        wait_until(lambda: any(name.startswith("/incoming/") for name in remote.names()))
    wait_until(lambda: not any(name.startswith("/incoming/") for name in remote.names()))
    assert ask(remote, "GET", path).status_code == 404


def test_every_request_is_one_line_of_the_log_without_the_token(remote: ServedRemote) -> None:
    content = b"to be logged"
    ask(remote, "PUT", object_path(content), content)
    ask(remote, "GET", object_path(content), headers={"X-P2P-Agent-Token": "wrong-token-that-nobody-should-see"})
    wait_until(lambda: sum(line["path"] == object_path(content) for line in remote.requests()) == 2)
    lines = [line for line in remote.requests() if line["path"] == object_path(content)]
    assert [(line["method"], line["status"], line["client"]) for line in lines] == [("PUT", 201, "127.0.0.1"), ("GET", 401, "127.0.0.1")]
    assert {"duration_ms", "sent_bytes", "used_bytes", "timestamp"} <= set(lines[0])
    text = remote.log.read_text()
    assert remote.token not in text
    assert "wrong-token" not in text


def test_a_remote_that_only_gives_takes_nothing(tmp_path: Path) -> None:
    with served(tmp_path, "--read-only") as remote:
        kept = remote.store / object_path(CONTENT)[1:]
        kept.parent.mkdir(parents=True)
        kept.write_bytes(CONTENT)
        assert ask(remote, "GET", object_path(CONTENT)).content == CONTENT
        answer = ask(remote, "PUT", object_path(b"more"), b"more")
        assert (answer.status_code, code(answer)) == (403, "p2p.remote.read_only")


def test_an_upload_of_which_nothing_more_comes_is_given_up(tmp_path: Path) -> None:
    async def upload() -> list[Message]:
        sent: list[Message] = []
        pieces: list[Message] = [{"type": "http.request", "body": b"only so much", "more_body": True}]

        async def receive() -> Message:
            if not pieces:
                await trio.sleep_forever()
            return pieces.pop()

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "PUT",
            "path": object_path(CONTENT),
            "headers": [(b"x-p2p-agent-token", b"t" * 20)],
            "client": None,
        }
        with ObjectStore(tmp_path, QUOTA).opened() as store:
            await RemoteApi(store, "t" * 20, stalled_after_s=0.05)({**scope, "query_string": b"", "server": ("x", 1)}, receive, send)
            assert store.used_bytes == 0
        return sent

    start, body = trio.run(upload)
    assert start["status"] == 408
    assert json.loads(body["body"])["code"] == "p2p.remote.upload_stalled"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def wait_until(is_so, timeout_s: float = 30.0) -> None:
    end = time.monotonic() + timeout_s
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)

"""Web sources as they are: slow to answer, short, gone, moved, with other bytes."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from core.errors import CodedError
from tasks.data.fetching import Manner, fetch
from tasks.data.registry import read_registry
from tasks.data.sources import FolderMirror, WebSource, public_address, source_of
from tests.tasks.fetched_sets import CONTENTS, FetchedSets, make_fetched_sets

ROOT = Path(__file__).parents[3]
AT_ONCE = Manner(pauses_s=(0.0, 0.0))


@dataclass
class Server:
    """A web server on loopback: `plan` says for each path how the next answers fail; then it answers as it should."""

    address: str = ""
    plan: dict[str, list[str | int]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.lstrip("/")
                server.asked.append(name)
                content = CONTENTS.get(name.removeprefix("mirror/"), b"")
                plan = server.plan.get(name, [])
                how = plan.pop(0) if plan else 200 if content else 404
                status = how if isinstance(how, int) else 200
                self.send_response(status)
                self.send_header("Location", "/mirror/songs/only.txt")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content[: len(content) // 2] if how == "cut" else content[::-1] if how == "other" else content)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        return Handler


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    listening = ThreadingHTTPServer(("127.0.0.1", 0), made.handler())
    made.address = f"http://127.0.0.1:{listening.server_port}/mirror/"
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    listening.shutdown()
    thread.join()
    listening.server_close()


@pytest.fixture
def sets(tmp_path: Path) -> FetchedSets:
    return make_fetched_sets(tmp_path)


def refusal(sets: FetchedSets, server: Server) -> CodedError:
    with pytest.raises(CodedError) as caught:
        fetch(sets.root, ["songs"], source_of(server.address), AT_ONCE)
    assert sets.found() == {}
    return caught.value


def test_a_web_mirror_gives_every_file_once(sets: FetchedSets, server: Server) -> None:
    fetch(sets.root, (), source_of(server.address), AT_ONCE)
    assert sets.found() == CONTENTS
    assert sorted(server.asked) == sorted(f"mirror/{name}" for name in CONTENTS)


@pytest.mark.parametrize("failures", [["cut"], [503, "cut"], [429, 500]], ids=str)
def test_a_source_that_recovers_is_asked_again(sets: FetchedSets, server: Server, failures: list[str | int]) -> None:
    server.plan["mirror/songs/only.txt"] = list(failures)
    fetch(sets.root, ["songs"], source_of(server.address), AT_ONCE)
    assert sets.found() == {"songs/only.txt": CONTENTS["songs/only.txt"]}
    assert len(server.asked) == len(failures) + 1


@pytest.mark.parametrize("failure", ["cut", 503])
def test_a_source_that_does_not_recover_is_given_up_with_a_next_step(sets: FetchedSets, server: Server, failure: str | int) -> None:
    server.plan["mirror/songs/only.txt"] = [failure] * 10
    error = refusal(sets, server)
    assert error.code == "tasks.data.unreachable"
    assert "P2P_AGENT_DATA_MIRROR" in str(error)
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (404, "gates.data.missing"),
        (410, "gates.data.missing"),
        (403, "tasks.data.refused"),
        (302, "tasks.data.refused"),
        ("other", "gates.data.altered"),
    ],
)
def test_an_answer_that_will_not_change_is_taken_at_once(sets: FetchedSets, server: Server, answer: str | int, code: str) -> None:
    server.plan["mirror/songs/only.txt"] = [answer]
    assert refusal(sets, server).code == code
    assert len(server.asked) == 1


def test_a_machine_that_is_offline_says_what_to_do(sets: FetchedSets) -> None:
    with pytest.raises(CodedError) as caught:
        fetch(sets.root, ["songs"], source_of("http://127.0.0.1:9"), AT_ONCE)
    assert caught.value.code == "tasks.data.unreachable"
    assert "P2P_AGENT_DATA_MIRROR" in str(caught.value)


def test_without_a_mirror_a_file_comes_from_its_repository_at_its_commit() -> None:
    clinc = next(dataset for dataset in read_registry(ROOT).datasets if dataset.name == "clinc150")
    expected = "https://raw.githubusercontent.com/clinc/oos-eval/828f8093932c8fe6ca7936c3d2e52903b1c523de/data/data_full.json"
    assert public_address(clinc, clinc.files[0]) == expected
    assert source_of(None) == source_of("") == WebSource(public_address)


def test_a_mirror_is_a_folder_unless_it_is_a_web_address() -> None:
    assert source_of("../shared/data") == FolderMirror(Path("../shared/data"))
    assert isinstance(source_of("https://example.org/data"), WebSource)

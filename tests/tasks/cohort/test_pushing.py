"""What was acknowledged is noted, once for each bundle and maintainer; the rest of a push is tried over real agents elsewhere."""

from pathlib import Path

import pytest

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p.agent.api.schemas.bundles import PushProgress
from p2p.agent.client.connection import Connection
from tasks.cohort.pushing import PUSHES, Destination, maintainer_of, newest, push, pushes, unpushed
from tasks.cohort.volunteer import INVITATION, VolunteerFolder
from tasks.evidence.local_identity import local_key
from tests.gates.cohort.bundles import NOW
from tests.tasks.cohort.volunteer_node import issued

OTHER = SigningKey.from_seed(b"o" * 32).peer_id


class Acknowledging(Connection):
    """An agent that acknowledges whatever it is to push, and counts."""

    def __init__(self, *hashes: str) -> None:
        super().__init__(Path("nowhere"))
        self.hashes = list(hashes)
        self.asked: list[str] = []

    def lines(self, path, timeout_s=0.0, body=None):
        self.asked.append(body.path)
        progress = PushProgress(sha256=self.hashes.pop(0) * 64, size_bytes=5, sent_bytes=5)
        yield progress.model_dump_json()
        yield progress.model_copy(update={"is_acknowledged": True}).model_dump_json()


class Refusing(Acknowledging):
    """An agent whose push ends with an error."""

    def lines(self, path, timeout_s=0.0, body=None):
        error = {"code": "p2p.peer.untrusted", "message": "The peer is not trusted.", "context": {}}
        yield PushProgress(sha256="0" * 64, size_bytes=5, sent_bytes=0, error=error).model_dump_json()


class Waiting(Acknowledging):
    """An agent that waits for the maintainer's, and says so twice, before it goes on or gives up."""

    def __init__(self, ends_with: str | None) -> None:
        super().__init__("a")
        self.ends_with = ends_with

    def lines(self, path, timeout_s=0.0, body=None):
        full = {"code": "p2p.bundle.full", "message": "The inbox has no room; push again later.", "context": {}}
        for _ in range(2):
            yield PushProgress(sha256="a" * 64, size_bytes=5, sent_bytes=0, waiting=full).model_dump_json()
        if self.ends_with is None:
            yield from super().lines(path, timeout_s, body)
        else:
            error = {"code": self.ends_with, "message": "said", "context": {}}
            yield PushProgress(sha256="a" * 64, size_bytes=5, sent_bytes=0, error=error).model_dump_json()


@pytest.fixture
def folder(tmp_path) -> VolunteerFolder:
    made = VolunteerFolder(tmp_path / "volunteer")
    made.outbox.mkdir(parents=True)
    (made.root / INVITATION).write_bytes(issued())
    return made


def pushed(folder: VolunteerFolder, agent: Connection, name: str = "a.tgz"):
    return push(folder, agent, folder.outbox / name, Destination(maintainer_of(folder)), now=lambda: NOW)


def test_every_acknowledgement_is_noted_once(folder: VolunteerFolder) -> None:
    agent = Acknowledging("a", "b", "a")
    for name in ("1.tgz", "2.tgz", "1.tgz"):
        pushed(folder, agent, name)
    assert [(one.file, one.sha256[:1], one.peer_id) for one in pushes(folder)] == [
        ("2.tgz", "b", local_key().peer_id),
        ("1.tgz", "a", local_key().peer_id),
    ]
    assert agent.asked[0] == str(folder.outbox / "1.tgz")


def test_who_knows_no_such_invitation_is_asked_for_another(folder: VolunteerFolder) -> None:
    with pytest.raises(CodedError) as refused:
        pushed(folder, Refusing())
    assert refused.value.code == "p2p.peer.untrusted" and "volunteer setup --invitation" in refused.value.message
    assert pushes(folder) == ()


def test_an_invitation_is_shown_to_nobody_but_who_signed_it(folder: VolunteerFolder) -> None:
    agent = Acknowledging("a")
    with pytest.raises(CodedError) as refused:
        push(folder, agent, folder.outbox / "a.tgz", Destination(OTHER), now=lambda: NOW)
    assert (refused.value.code, agent.asked) == ("gates.cohort_invitation.untrusted", [])


def test_while_a_push_waits_its_reason_can_be_read_and_when_it_is_acknowledged_no_more(folder: VolunteerFolder) -> None:
    seen: list[str | None] = []

    def look(progress: PushProgress) -> None:
        left = unpushed(folder)
        seen.append(left and left.code)

    push(folder, Waiting(None), folder.outbox / "a.tgz", Destination(maintainer_of(folder)), now=lambda: NOW, tell=look)
    assert seen == [None, "p2p.bundle.full", "p2p.bundle.full"]
    assert unpushed(folder) is None and len(pushes(folder)) == 1


@pytest.mark.parametrize(
    ("code", "may_help", "said"),
    [("p2p.bundle.full", True, "volunteer push tries again"), ("p2p.bundle.revoked", False, "was taken back; ask for a new one")],
)
def test_what_a_push_ended_with_is_kept_with_the_next_step(folder: VolunteerFolder, code: str, may_help: bool, said: str) -> None:
    pushed(folder, Acknowledging("b"), "earlier.tgz")
    with pytest.raises(CodedError):
        pushed(folder, Waiting(code))
    left = unpushed(folder)
    assert left is not None and (left.file, left.code, left.may_help) == ("a.tgz", code, may_help)
    assert said in left.next_step and len(pushes(folder)) == 1


def test_the_bundle_that_was_packed_last_is_the_newest(folder: VolunteerFolder) -> None:
    with pytest.raises(CodedError) as refused:
        newest(folder)
    assert refused.value.code == "tasks.volunteer.unready" and "volunteer pack" in refused.value.message
    (folder.outbox / "a.tgz").touch()
    assert newest(folder) == folder.outbox / "a.tgz"


def test_a_damaged_note_is_told_with_what_to_do(folder: VolunteerFolder) -> None:
    (folder.root / PUSHES).write_text("{")
    with pytest.raises(CodedError) as refused:
        pushes(folder)
    assert refused.value.code == "tasks.volunteer.unready" and "remove it" in refused.value.message


def test_without_an_invitation_nothing_is_pushed(folder: VolunteerFolder) -> None:
    (folder.root / INVITATION).unlink()
    with pytest.raises(CodedError) as refused:
        pushed(folder, Acknowledging("a"))
    assert refused.value.code == "tasks.volunteer.unready"

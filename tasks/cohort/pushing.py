"""Pushing a packed bundle over libp2p to the maintainer's agent, and what was acknowledged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from core.errors import CodedError, load_catalogue
from core.ids import PeerId
from core.units import format_utc
from gates.artifacts.fields import ClosedArtifact, Count, HexDigest, Utc, Version1
from gates.cohort.invitations import MAX_INVITATION_BYTES, open_invitation
from p2p.agent.api.schemas.bundles import PushProgress, PushRequest
from p2p.agent.client.bundles import push_file
from p2p.agent.client.connection import Connection
from p2p.errors import PeerUntrustedError
from tasks.cohort.volunteer import INVITATION, MAX_FILE_BYTES, VolunteerFolder
from tasks.errors import VolunteerUnreadyError
from tasks.project.files import read_regular
from tasks.project.locks import locked

PUSHES = "pushes.json"
MAX_REMEMBERED = 1000
PATIENCE_S = 120.0


class Pushed(ClosedArtifact):
    """A bundle that a maintainer's agent has acknowledged: it has verified the hash, and the bundle waits there."""

    file: str
    sha256: HexDigest
    size_bytes: Count
    peer_id: str
    acknowledged_utc: Utc


class Unpushed(ClosedArtifact):
    """A bundle that waits or was refused at the last attempt: why, by code and in words, and whether trying again may help."""

    file: str
    code: str
    message: str
    may_help: bool
    tried_utc: Utc

    @property
    def next_step(self) -> str:
        """What there is to do."""
        if self.may_help:
            return "p2p-agent volunteer push tries again, and goes on where it stopped"
        known = load_catalogue().get(self.code)
        return known.text if known else "ask the maintainer"


class Pushes(ClosedArtifact):
    """pushes.json: what was acknowledged, the latest last, and what the last attempt left waiting."""

    schema_version: Version1 = 1
    pushed: tuple[Pushed, ...] = ()
    unpushed: Unpushed | None = None


@dataclass(frozen=True, slots=True)
class Destination:
    """To whom to push: the maintainer's peer id, where addresses are known beside those that its agent announces; how patiently."""

    peer: PeerId
    addresses: Sequence[str] = ()
    timeout_s: float = PATIENCE_S


def maintainer_of(folder: VolunteerFolder) -> PeerId:
    """Who has signed the volunteer's invitation, and so receives its bundles.

    Errors: VolunteerUnreadyError (tasks.volunteer.unready), CohortInvitationMalformedError (gates.cohort_invitation.malformed).
    """
    return open_invitation(_invitation(folder))[1]


def push(
    folder: VolunteerFolder,
    agent: Connection,
    path: Path,
    destination: Destination,
    *,
    now: Callable[[], datetime],
    tell: Callable[[PushProgress], None] = lambda progress: None,
) -> Pushed:
    """Push the bundle at `path` until it is acknowledged, and note that it was, or why it waits; what was acknowledged before costs nothing again.

    The invitation goes to nobody but the one who has signed it.
    Errors: those of `maintainer_of`, CohortInvitationUntrustedError (gates.cohort_invitation.untrusted), PeerUntrustedError
    (p2p.peer.untrusted), those of `push_file`.
    """
    invitation, peer = _invitation(folder), destination.peer
    open_invitation(invitation, peer)
    request = PushRequest(
        peer=peer,
        addresses=tuple(destination.addresses),
        path=str(path.absolute()),
        invitation=invitation.decode(),
        timeout_s=destination.timeout_s,
    )
    waits = _Waits(folder, path.name, now, tell)
    try:
        progress = push_file(agent, request, waits)
    except PeerUntrustedError as error:
        hint = "the maintainer's agent has issued no such invitation; ask for one, then: p2p-agent volunteer setup --invitation FILE"
        raise waits.noted(PeerUntrustedError(hint, peer=peer)) from error
    except CodedError as error:
        raise waits.noted(error) from None
    fields = {"file": path.name, "sha256": progress.sha256, "size_bytes": progress.size_bytes, "peer_id": peer}
    done = Pushed.model_validate({**fields, "acknowledged_utc": format_utc(now())})
    with locked(folder.root):
        earlier = [one for one in pushes(folder) if (one.sha256, one.peer_id) != (done.sha256, done.peer_id)]
        folder.write(PUSHES, Pushes(pushed=(*earlier, done)[-MAX_REMEMBERED:]))
    return done


@dataclass(slots=True)
class _Waits:
    """Hears how far a push is, and notes each new reason for which it waits."""

    folder: VolunteerFolder
    file: str
    now: Callable[[], datetime]
    tell: Callable[[PushProgress], None]
    code: str = ""

    def __call__(self, progress: PushProgress) -> None:
        """Pass on how far it is."""
        self.tell(progress)
        if progress.waiting is not None and progress.waiting.get("code") != self.code:
            self._note(str(progress.waiting.get("code")), str(progress.waiting.get("message")), may_help=True)

    def noted(self, error: CodedError) -> CodedError:
        """The error, once it is noted."""
        self._note(error.code, error.message, may_help=error.is_retryable)
        return error

    def _note(self, code: str, message: str, *, may_help: bool) -> None:
        self.code = code
        fields = {"file": self.file, "code": code, "message": message, "may_help": may_help, "tried_utc": format_utc(self.now())}
        with locked(self.folder.root):
            self.folder.write(PUSHES, Pushes(pushed=pushes(self.folder), unpushed=Unpushed.model_validate(fields)))


def pushes(folder: VolunteerFolder) -> tuple[Pushed, ...]:
    """What was acknowledged, the latest last.

    Errors: VolunteerUnreadyError (tasks.volunteer.unready).
    """
    return _read(folder).pushed


def unpushed(folder: VolunteerFolder) -> Unpushed | None:
    """What the last attempt left waiting, and why; None where it was acknowledged.

    Errors: VolunteerUnreadyError (tasks.volunteer.unready).
    """
    return _read(folder).unpushed


def _read(folder: VolunteerFolder) -> Pushes:
    path = folder.root / PUSHES
    if not path.exists():
        return Pushes()
    try:
        return Pushes.model_validate_json(read_regular(path, MAX_FILE_BYTES) or b"", strict=True)
    except ValidationError as error:
        raise VolunteerUnreadyError(f"{PUSHES} is damaged; remove it, the maintainer knows what arrived", path=str(path)) from error


def newest(folder: VolunteerFolder) -> Path:
    """The bundle that was packed last.

    Errors: VolunteerUnreadyError (tasks.volunteer.unready).
    """
    packed = folder.packed()
    if not packed:
        raise VolunteerUnreadyError("nothing was packed yet: p2p-agent volunteer pack", path=str(folder.outbox))
    return packed[-1]


def _invitation(folder: VolunteerFolder) -> bytes:
    raw = read_regular(folder.root / INVITATION, MAX_INVITATION_BYTES)
    if raw is None:
        raise VolunteerUnreadyError("there is no invitation: p2p-agent volunteer setup", path=str(folder.root / INVITATION))
    return raw

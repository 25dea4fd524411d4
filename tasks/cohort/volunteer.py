"""The volunteer's side: what a node says of itself, who invited it, when it was up, and the bundles that it has packed."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from core.units import format_utc
from gates.artifacts.fields import ClosedArtifact, Count, Version1
from gates.cohort.bundle.members import LOG, SIZES, STATE
from gates.cohort.invitations import MAX_INVITATION_BYTES, CohortInvitation, open_invitation
from gates.cohort.node_profile import NodeProfile
from gates.cohort.node_state import NodeState, with_span
from p2p.atomic_file import write_private_file
from tasks.errors import VolunteerUnreadyError
from tasks.project.files import read_regular
from tasks.project.locks import locked

NODE, INVITATION, CYCLE = "node.json", "invitation.dsse.json", "cycle.log"
MAX_FILE_BYTES = 1024 * 1024
_File = TypeVar("_File", bound=BaseModel)


class VolunteerNode(ClosedArtifact):
    """What the node says of itself, and how many bundles it has packed."""

    schema_version: Version1
    profile: NodeProfile
    rehearsal: bool = False
    sequence: Count = 0


@dataclass(frozen=True, slots=True)
class VolunteerFolder:
    """Where a volunteer's node keeps what it needs, and the bundles that it has packed."""

    root: Path

    @property
    def outbox(self) -> Path:
        """Bundles that were packed."""
        return self.root / "outbox"

    def node(self) -> VolunteerNode:
        """The node.

        Errors: VolunteerUnreadyError (tasks.volunteer.unready).
        """
        return self._read(NODE, VolunteerNode)

    def state(self) -> NodeState:
        """When the node was up.

        Errors: VolunteerUnreadyError (tasks.volunteer.unready).
        """
        return self._read(STATE, NodeState)

    def invitation(self) -> CohortInvitation:
        """The invitation that it came with.

        Errors: VolunteerUnreadyError (tasks.volunteer.unready), CohortInvitationMalformedError (gates.cohort_invitation.malformed).
        """
        raw = read_regular(self.root / INVITATION, MAX_INVITATION_BYTES)
        if raw is None:
            raise VolunteerUnreadyError("there is no invitation: p2p-agent volunteer setup", path=str(self.root / INVITATION))
        return open_invitation(raw)[0]

    def packed(self) -> list[Path]:
        """The bundles that were packed, the newest last."""
        return sorted(self.outbox.glob("*.tgz"), key=lambda path: (path.stat().st_mtime_ns, path.name))

    def write(self, name: str, file: BaseModel) -> None:
        """Write one of the node's files in one step."""
        write_private_file(self.root / name, (file.model_dump_json(indent=2) + "\n").encode())

    def log(self) -> bytes:
        """The log of the last cycle, empty where none was kept."""
        return read_regular(self.root / CYCLE, SIZES[LOG]) or b""

    def _read(self, name: str, model: type[_File]) -> _File:
        try:
            return model.model_validate_json(read_regular(self.root / name, MAX_FILE_BYTES) or b"", strict=True)
        except ValidationError as error:
            raise VolunteerUnreadyError(f"{name} is missing or damaged: p2p-agent volunteer setup", path=str(self.root / name)) from error


def set_up(folder: VolunteerFolder, profile: NodeProfile, invitation: bytes, *, now: datetime, is_rehearsal: bool = False) -> VolunteerNode:
    """Write what the node says of itself and who invited it; what was packed and when it was up is kept, also under another profile.

    Only for another node, or from a rehearsal to real work or back, does its uptime begin anew: a rehearsal's clock is no real one's.

    Errors: CohortInvitationMalformedError (gates.cohort_invitation.malformed).
    """
    open_invitation(invitation)
    folder.outbox.mkdir(parents=True, exist_ok=True)
    with locked(folder.root):
        before = folder.node() if (folder.root / NODE).exists() else None
        sequence = before.sequence if before else 0
        node = VolunteerNode(schema_version=1, profile=profile, rehearsal=is_rehearsal, sequence=sequence)
        write_private_file(folder.root / INVITATION, invitation)
        state = folder.state() if (folder.root / STATE).exists() else None
        if state is None or state.node_id != profile.node_id or (before and before.rehearsal != is_rehearsal):
            folder.write(STATE, NodeState(schema_version=1, node_id=profile.node_id, measured_utc=format_utc(now), up=()))
        folder.write(NODE, node)
    return node


def record_up(folder: VolunteerFolder, start: datetime, end: datetime) -> NodeState:
    """Note that the node has been up from one moment to another, the present one; returns its state.

    Errors: VolunteerUnreadyError (tasks.volunteer.unready).
    """
    with locked(folder.root):
        state = with_span(folder.state(), start, end)
        folder.write(STATE, state)
    return state

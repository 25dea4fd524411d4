"""A volunteer's project whose gates have run, and the folder of its node."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gates.cohort.invitations import sign_invitation
from gates.cohort.node_profile import NodeProfile
from gates.cohort.pilot_derivation import NEEDED_GATES
from tasks.cohort.volunteer import VolunteerFolder, record_up, set_up
from tasks.evidence.local_identity import local_key
from tests.gates.cohort.bundles import invitation, profile
from tests.tasks.signed_project import SignedProject, make_project

RUN_AT = datetime(2026, 1, 1, tzinfo=UTC)
PACKED_AT = RUN_AT + timedelta(hours=1)


@dataclass(frozen=True)
class Volunteer:
    """Both; the local identity is the node's."""

    project: SignedProject
    folder: VolunteerFolder


def issued(**changes: object) -> bytes:
    dates = {"created_utc": "2025-12-30T00:00:00Z", "expires_utc": "2026-02-28T00:00:00Z"}
    return sign_invitation(invitation(**{**dates, **changes}), local_key())


def make_volunteer(root: Path) -> Volunteer:
    project, key = make_project(root / "project"), local_key()
    for gate in sorted(NEEDED_GATES):
        project.publish(gate, key=key, git_commit="a1b2c3d")
    folder = VolunteerFolder(project.root / "data" / "volunteer")
    set_up(folder, NodeProfile.model_validate(profile()), issued(), now=RUN_AT - timedelta(days=1))
    record_up(folder, RUN_AT - timedelta(hours=24), RUN_AT)
    return Volunteer(project, folder)

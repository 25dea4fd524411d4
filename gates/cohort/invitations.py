"""Invitations to the cohort: who may hand in how much until when, on the maintainer's word."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import Field, ValidationError

from core.errors import CodedError
from core.ids import PeerId
from core.signing.keys import SigningKey
from gates.artifacts.fields import ClosedArtifact, PositiveCount, Utc, Version1
from gates.cohort.bundle.manifest import InvitationId
from gates.cohort.errors import (
    CohortInvitationExhaustedError,
    CohortInvitationExpiredError,
    CohortInvitationMalformedError,
    CohortInvitationRevokedError,
    CohortInvitationUnknownError,
    CohortInvitationUntrustedError,
)
from gates.cohort.sealed import seal, unseal

PAYLOAD_TYPE = "application/vnd.p2p-agents.cohort-invitation+json"
MAX_INVITATION_BYTES = 16 * 1024


class CohortInvitation(ClosedArtifact):
    """`uses` nodes may join with it until `expires_utc`, and each may hand in `allowance_bytes` in all, unpacked."""

    schema_version: Version1
    id: InvitationId
    cohort_id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]$")]
    created_utc: Utc
    expires_utc: Utc
    uses: Annotated[int, Field(ge=1, le=10_000)]
    allowance_bytes: PositiveCount
    revoked: bool = False


def sign_invitation(invitation: CohortInvitation, key: SigningKey) -> bytes:
    """The invitation's file, under the maintainer's key."""
    return seal(invitation.model_dump(mode="json"), PAYLOAD_TYPE, key)


def open_invitation(raw: bytes, maintainer: PeerId | None = None) -> tuple[CohortInvitation, PeerId]:
    """The invitation in `raw` and who signed it: the maintainer, where it is known who that is.

    Errors: CohortInvitationMalformedError (gates.cohort_invitation.malformed), CohortInvitationUntrustedError
    (gates.cohort_invitation.untrusted).
    """
    try:
        record, signer = unseal(raw, PAYLOAD_TYPE)
        invitation = CohortInvitation.model_validate_json(json.dumps(record), strict=True)
        datetime.fromisoformat(invitation.expires_utc)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise CohortInvitationMalformedError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except (CodedError, ValueError) as error:
        raise CohortInvitationMalformedError(str(error)) from error
    if maintainer is not None and signer != maintainer:
        raise CohortInvitationUntrustedError("the invitation is signed by somebody else", signer=signer)
    return invitation, signer


def invitation_of(invitations: Mapping[str, CohortInvitation], id_: str) -> CohortInvitation:
    """The invitation of that id, which was not taken back.

    Errors: CohortInvitationUnknownError (gates.cohort_invitation.unknown), CohortInvitationRevokedError
    (gates.cohort_invitation.revoked).
    """
    found = invitations.get(id_)
    if found is None:
        raise CohortInvitationUnknownError("no invitation of this id was issued", invitation_id=id_)
    if found.revoked:
        raise CohortInvitationRevokedError("the invitation was taken back", invitation_id=id_)
    return found


def check_may_join(invitation: CohortInvitation, num_users: int, *, now: datetime) -> None:
    """Return when one more node may join with the invitation; those that have joined go on after its time.

    Errors: CohortInvitationExpiredError (gates.cohort_invitation.expired), CohortInvitationExhaustedError
    (gates.cohort_invitation.exhausted).
    """
    if datetime.fromisoformat(invitation.expires_utc) <= now:
        raise CohortInvitationExpiredError("its time is over", invitation_id=invitation.id, expires_utc=invitation.expires_utc)
    if num_users >= invitation.uses:
        raise CohortInvitationExhaustedError("as many nodes use the invitation as may", invitation_id=invitation.id, uses=invitation.uses)

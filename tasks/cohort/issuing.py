"""Issuing invitations to a cohort, and taking them back."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import JsonValue, ValidationError

from core.units import format_utc
from gates.cohort.errors import CohortInvitationMalformedError
from gates.cohort.invitations import CohortInvitation, invitation_of
from tasks.cohort.arrivals import write_present_terms
from tasks.cohort.store import CohortFolder
from tasks.project.locks import locked


def issue(folder: CohortFolder, terms: Mapping[str, JsonValue], lasts: timedelta, *, now: datetime) -> Path:
    """Issue an invitation under a fresh id on these terms (cohort, uses, allowance); returns its file.

    Errors: CohortInvitationMalformedError (gates.cohort_invitation.malformed), those of `local_key`.
    """
    moments = {"created_utc": format_utc(now), "expires_utc": format_utc(now + lasts)}
    try:
        invitation = CohortInvitation.model_validate({"schema_version": 1, "id": secrets.token_hex(16), **moments, **terms})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise CohortInvitationMalformedError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    with locked(folder.root):
        path = folder.issue(invitation)
        write_present_terms(folder)
    return path


def revoke(folder: CohortFolder, invitation_id: str) -> Path:
    """Take an invitation back; returns its file, which says so from now on.

    Errors: CohortInvitationUnknownError (gates.cohort_invitation.unknown), CohortInvitationRevokedError
    (gates.cohort_invitation.revoked) where that was done before, those of `local_key`.
    """
    with locked(folder.root):
        invitation = invitation_of(folder.ledger().invitations, invitation_id)
        path = folder.issue(invitation.model_copy(update={"revoked": True}))
        write_present_terms(folder)
    return path

"""An invitation is the maintainer's word, and holds for so many, for so long."""

import pytest

from core.errors import CodedError
from gates.cohort.invitations import PAYLOAD_TYPE, check_may_join, invitation_of, open_invitation, sign_invitation
from gates.cohort.sealed import seal
from tests.gates.cohort.bundles import BOB, INVITATION_ID, MAINTAINER, NOW, invitation


def code_of(do) -> str:
    with pytest.raises(CodedError) as caught:
        do()
    return caught.value.code.removeprefix("gates.cohort_invitation.")


def test_what_was_signed_is_opened_with_its_signer():
    raw = sign_invitation(invitation(), MAINTAINER)
    assert open_invitation(raw) == open_invitation(raw, MAINTAINER.peer_id) == (invitation(), MAINTAINER.peer_id)
    assert code_of(lambda: open_invitation(raw, BOB.peer_id)) == "untrusted"


@pytest.mark.parametrize(
    "raw", [b"", b"{}", seal({"id": 1}, PAYLOAD_TYPE, MAINTAINER), seal(invitation().model_dump(mode="json"), "another/type", MAINTAINER)]
)
def test_what_is_no_invitation_is_refused_by_code(raw: bytes):
    assert code_of(lambda: open_invitation(raw)) == "malformed"


def test_an_invitation_is_one_that_was_issued_and_not_taken_back():
    assert invitation_of({INVITATION_ID: invitation()}, INVITATION_ID) == invitation()
    assert code_of(lambda: invitation_of({}, INVITATION_ID)) == "unknown"
    assert code_of(lambda: invitation_of({INVITATION_ID: invitation(revoked=True)}, INVITATION_ID)) == "revoked"


def test_only_so_many_join_and_only_in_time():
    check_may_join(invitation(), 4, now=NOW)
    assert code_of(lambda: check_may_join(invitation(), 5, now=NOW)) == "exhausted"
    assert code_of(lambda: check_may_join(invitation(expires_utc="2026-01-31T12:00:00Z"), 0, now=NOW)) == "expired"

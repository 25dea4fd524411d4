from datetime import timedelta

import pytest

from core.errors import CodedError
from gates.cohort.invitations import open_invitation
from tasks.cohort.issuing import issue, revoke
from tasks.cohort.store import CohortFolder
from tasks.evidence.local_identity import local_peer
from tests.gates.cohort.bundles import NOW

TERMS = {"cohort_id": "pilot-1", "uses": 2, "allowance_bytes": 1000}


@pytest.fixture
def folder(tmp_path) -> CohortFolder:
    return CohortFolder.at(tmp_path / "cohort")


def code_of(do) -> str:
    with pytest.raises(CodedError) as caught:
        do()
    return caught.value.code.removeprefix("gates.cohort_invitation.")


def test_an_invitation_is_signed_by_the_maintainer_and_has_an_id_of_its_own(folder: CohortFolder):
    paths = [issue(folder, TERMS, timedelta(days=1), now=NOW) for _ in range(2)]
    found, signer = open_invitation(paths[0].read_bytes())
    assert (signer, found.cohort_id, found.expires_utc) == (local_peer(), "pilot-1", "2026-02-01T12:00:00Z")
    assert len(folder.ledger().invitations) == 2


@pytest.mark.parametrize("change", [{"cohort_id": "../x"}, {"uses": 0}, {"allowance_bytes": -1}, {"more": 1}])
def test_terms_that_cannot_be_are_refused(folder: CohortFolder, change: dict):
    assert code_of(lambda: issue(folder, {**TERMS, **change}, timedelta(days=1), now=NOW)) == "malformed"


def test_an_invitation_is_taken_back_once_and_only_one_that_was_issued(folder: CohortFolder):
    issued = issue(folder, TERMS, timedelta(days=1), now=NOW).name.partition(".")[0]
    assert open_invitation(revoke(folder, issued).read_bytes())[0].revoked is True
    assert code_of(lambda: revoke(folder, issued)) == "revoked"
    assert code_of(lambda: revoke(folder, "../../outside")) == "unknown"

"""The terms say of every invitation what its file, as it was issued, is worth now."""

from datetime import timedelta

import pytest

from p2p.agent.inbox.terms import TERMS, Terms, invitation_digest
from p2p.json_file import read_model
from tasks.cohort.arrivals import inbox_of, terms_of
from tasks.cohort.issuing import issue, revoke
from tasks.cohort.store import CohortFolder
from tasks.evidence.local_identity import local_key
from tests.gates.cohort.bundles import ALICE, INVITATION_ID, NOW, Made
from tests.tasks.cohort.cohort_folder import make_place

TERMS_OF_ONE = {"cohort_id": "pilot-1", "uses": 3, "allowance_bytes": 1000}


@pytest.fixture
def folder(tmp_path) -> CohortFolder:
    return CohortFolder.at(tmp_path / "cohort")


def present(folder: CohortFolder) -> Terms:
    return read_model(inbox_of(folder) / TERMS, Terms)


def test_an_invitation_is_known_by_the_file_that_was_given_away_also_after_it_was_taken_back(folder: CohortFolder) -> None:
    inbox_of(folder).mkdir()
    file = issue(folder, TERMS_OF_ONE, timedelta(days=1), now=NOW).read_text()
    (found,) = present(folder).passes.values()
    assert present(folder).passes.keys() == {invitation_digest(file)}
    assert (found.uses, found.allowance_bytes, found.is_revoked) == (3, 1000, False)
    assert found.expires_at_ms == (NOW + timedelta(days=1)).timestamp() * 1000
    taken_back = revoke(folder, found.pass_id).read_text()
    assert taken_back != file and present(folder).passes == {invitation_digest(file): found.model_copy(update={"is_revoked": True})}


def test_no_terms_are_written_where_no_agent_ever_received(folder: CohortFolder) -> None:
    issue(folder, TERMS_OF_ONE, timedelta(days=1), now=NOW)
    assert not inbox_of(folder).exists()


def test_whose_bundle_was_taken_has_joined_by_whatever_way_it_came(tmp_path) -> None:
    place = make_place(tmp_path)
    place.taken(Made())
    (found,) = terms_of(place.folder.ledger(), local_key()).passes.values()
    assert (found.pass_id, found.peers) == (INVITATION_ID, (ALICE.peer_id,))


def test_an_agent_that_receives_is_told_who_has_joined_once_a_bundle_is_taken(tmp_path) -> None:
    place = make_place(tmp_path)
    inbox_of(place.folder).mkdir()
    place.taken(Made())
    (found,) = present(place.folder).passes.values()
    assert found.peers == (ALICE.peer_id,)

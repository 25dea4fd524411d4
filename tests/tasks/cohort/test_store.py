"""A bundle is wholly in or wholly out, once, whenever the intake is killed; one's own damaged files are named."""

import os

import pytest

from core.errors import CodedError
from gates.cohort.invitations import sign_invitation
from gates.cohort.refusals import Refusal
from tasks.cohort.store import BUNDLE, RECEIPT, REFUSAL, CohortFolder
from tasks.errors import CohortEntryError
from tests.gates.cohort.bundles import BOB, MAINTAINER, Made, invitation
from tests.p2p.killed_at_change import killed_at
from tests.tasks.cohort.cohort_folder import Place, make_place

GOOD, BAD = Made().packed(), Made(key=BOB, node_id="node-2").packed()[:-50]


@pytest.fixture
def place(tmp_path) -> Place:
    return make_place(tmp_path)


def test_an_intake_that_is_killed_at_any_step_leaves_each_bundle_wholly_in_or_out_and_the_next_ends_it(tmp_path):
    was_killed, step = True, 0
    while was_killed:
        step += 1
        place = make_place(tmp_path / str(step))
        place.drop(GOOD, "good.tgz")
        place.drop(BAD, "bad.tgz")
        was_killed = killed_at(step, lambda place=place: (place.folder.secret(), place.take()))
        for path in place.folder.accepted.glob("*/*"):
            assert ((path / BUNDLE).read_bytes(), (path / RECEIPT).exists()) == (GOOD, True)
        place.take()
        assert len(place.folder.secret()) == 32
        assert [(path / BUNDLE).read_bytes() for path in place.folder.accepted.glob("*/*")] == [GOOD]
        assert [(path / BUNDLE).read_bytes() for path in place.folder.rejected.iterdir()] == [BAD]
        assert sorted(path.name for path in place.folder.root.iterdir()) == [
            "accepted",
            "invitations",
            "outside.json",
            "quarantine",
            "rejected",
            "sampling.key",
        ]
        assert place.folder.waiting() == []
    assert step > 10


def test_what_a_killed_process_left_is_cleared(place: Place):
    (place.folder.root / ".taking").mkdir()
    (place.folder.root / ".taking" / BUNDLE).write_bytes(b"half")
    assert place.taken(Made()).state == "passed"
    assert not (place.folder.root / ".taking").exists()


def test_a_folder_is_made_once_and_found_again(tmp_path):
    assert CohortFolder.at(tmp_path / "new").ledger() == CohortFolder.at(tmp_path / "new").ledger()


def test_an_invitation_that_was_issued_is_read_again_and_one_of_another_key_is_not(place: Place):
    path = place.folder.issue(invitation(id="cd" * 16))
    assert place.folder.ledger().invitations["cd" * 16] == invitation(id="cd" * 16)
    path.write_bytes(sign_invitation(invitation(id="cd" * 16), MAINTAINER))
    with pytest.raises(CodedError) as caught:
        place.folder.ledger()
    assert caught.value.code == "tasks.cohort.damaged"


def test_a_receipt_that_was_damaged_is_named_and_not_guessed_at(place: Place):
    place.taken(Made())
    (path,) = place.folder.accepted.glob(f"*/*/{RECEIPT}")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(CodedError) as caught:
        place.folder.ledger()
    assert caught.value.code == "tasks.cohort.damaged"


def test_a_refusal_that_was_damaged_is_counted_and_a_stray_file_is_no_node(place: Place):
    refuse(place, 1)
    refuse(place, 2)
    next(iter(place.folder.rejected.glob(f"*/{REFUSAL}"))).write_bytes(b"{")
    (place.folder.accepted / ".DS_Store").write_bytes(b"x")
    assert sorted(one.code for one in place.folder.refusals()) == ["tasks.cohort.entry", "unknown"]
    assert place.folder.ledger().taken == {}


def refuse(place: Place, number: int, size: int = 10) -> None:
    raw = bytes([number]) * size
    place.folder.refuse(place.drop(raw, f"{number}.tgz"), raw, Refusal("tasks.cohort.entry"), CohortEntryError("no"))
    (refusal,) = (path for path in place.folder.rejected.glob(f"*/{REFUSAL}") if f'"{number}.tgz' in path.read_text().replace("'", '"'))
    os.utime(refusal, ns=(number, number))


@pytest.mark.parametrize(("most", "room", "told", "kept"), [(9, 1000, 5, 5), (3, 1000, 3, 3), (9, 25, 5, 2), (3, 0, 3, 0)])
def test_of_the_refused_the_latest_are_kept_within_a_quota_and_their_reasons_longer(
    place: Place, most: int, room: int, told: int, kept: int
):
    for number in range(1, 6):
        refuse(place, number)
    place.folder.trim_rejected(most, room)
    assert place.folder.refusals() == (Refusal("tasks.cohort.entry"),) * told
    bundles = [path.read_bytes() for path in place.folder.rejected.glob(f"*/{BUNDLE}")]
    assert sorted(bundles) == [bytes([number]) * 10 for number in range(6 - kept, 6)]


def test_a_copy_that_was_left_waiting_is_known_also_after_a_later_bundle(place: Place):
    first, later = Made().packed(), Made(manifest={"sequence": 2, "created_utc": "2026-01-31T11:30:00Z"}).packed()
    place.drop(first, "1.tgz")
    place.drop(later, "2.tgz")
    assert [seen.state for seen in place.take("1.tgz", "2.tgz")] == ["passed", "passed"]
    before = place.digest()
    place.drop(first, "1.tgz")
    assert [seen.state for seen in place.take()] == ["known"]
    assert place.digest() == before

"""What is taken is verified; what is refused leaves quarantine with its reason and changes nothing else."""

import json
import os

import pytest

from core.errors import CodedError
from core.signing.keys import SigningKey
from gates.cohort.ledger import Intake, Ledger
from gates.cohort.refusals import Refusal
from tasks.cohort.intake import decline, look
from tasks.cohort.store import BUNDLE, REFUSAL
from tests.gates.cohort.bundles import BOB, INVITATION_ID, NOW, Made
from tests.gates.cohort.hostile_archives import ARCHIVES
from tests.gates.cohort.hostile_claims import LIES
from tests.gates.mutations import put, sample
from tests.tasks.cohort.cohort_folder import Place, make_place

HOSTILE = {
    **{name: (packed, code, None) for name, (packed, code) in ARCHIVES.items()},
    **{name: (lie.packed, lie.code, lie.ledger) for name, lie in LIES.items()},
}
NEXT = {"sequence": 2, "created_utc": "2026-01-31T11:30:00Z"}
MOVED = ("quarantine", "rejected")


@pytest.fixture
def place(tmp_path) -> Place:
    return make_place(tmp_path)


def write_ledger(place: Place, ledger: Ledger) -> None:
    """Have the folder hold what was taken before."""
    place.invite(**ledger.invitations[INVITATION_ID].model_dump())
    for receipts in ledger.taken.values():
        for receipt in receipts:
            place.folder.keep(place.drop(b"", "before.tgz"), b"", receipt)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_bundle_changes_nothing_outside_quarantine(place: Place, name: str):
    packed, code, ledger = HOSTILE[name]
    if ledger is not None:
        write_ledger(place, ledger())
    raw, before = packed(), place.digest(outside=MOVED)
    (seen,) = place.take(place.drop(raw))
    assert seen.error is not None and seen.error.code == code
    assert place.digest(outside=MOVED) == before
    (refused,) = place.folder.rejected.iterdir()
    kept = {path.name: path.read_bytes() for path in refused.iterdir() if path.name != REFUSAL}
    assert kept == ({} if code == "gates.bundle.too_large" else {BUNDLE: raw})
    assert json.loads((refused / REFUSAL).read_bytes())["code"] == code
    assert place.folder.waiting() == []


def test_a_good_bundle_is_kept_with_its_receipt(place: Place):
    seen = place.taken(Made())
    assert (seen.state, place.folder.waiting(), place.folder.refusals()) == ("passed", [], ())
    (receipts,) = place.folder.ledger().taken.values()
    assert receipts == (seen.receipt,)


def test_a_look_moves_nothing_and_says_the_same(place: Place):
    names = [place.drop(Made().packed()), place.drop(b"", "broken.tgz")]
    before = place.digest()
    assert [seen.state for seen in look(place.folder, names, Intake(), now=NOW)] == ["passed", "refused"]
    assert place.digest() == before
    assert [seen.state for seen in place.take(*names)] == ["passed", "refused"]


def test_the_same_bundle_again_is_known_and_changes_nothing(place: Place):
    place.taken(Made())
    before = place.digest()
    assert place.taken(Made()).state == "known"
    assert place.digest() == before


def test_a_bundle_that_comes_again_after_a_later_one_is_known_and_changes_nothing(place: Place):
    assert [place.taken(made).state for made in (Made(), Made(manifest=NEXT))] == ["passed", "passed"]
    before = place.digest()
    assert [place.taken(made).state for made in (Made(), Made(manifest=NEXT), Made())] == ["known"] * 3
    assert place.digest() == before
    assert [receipt.sequence for receipt in place.folder.ledger().latest] == [2]


def test_bundles_of_a_node_are_taken_in_the_order_of_their_arrival(place: Place):
    for number, created in enumerate(("2026-01-31T11:00:00Z", "2026-01-31T11:10:00Z", "2026-01-31T11:20:00Z"), start=1):
        name = place.drop(Made(manifest={"sequence": number, "created_utc": created}).packed(), f"{9 - number}.tgz")
        os.utime(place.folder.quarantine / name, ns=(number, number))
    assert [seen.state for seen in place.take()] == ["passed"] * 3
    assert [receipt.sequence for receipt in place.folder.ledger().taken["node-1"]] == [1, 2, 3]


def test_a_refused_bundle_does_not_touch_the_standing_of_the_node_that_it_names(place: Place):
    place.taken(Made())
    assert place.taken(Made(key=BOB, manifest=NEXT)).state == "refused"
    assert [receipt.status for receipt in place.folder.ledger().latest] == ["passed"]
    assert place.taken(Made(manifest=NEXT)).state == "passed"


def test_a_gate_that_failed_is_kept_as_failed_with_its_reason(place: Place):
    seen = place.taken(Made(artifacts={**Made().artifacts, "baseline": put(sample("baseline"), "methods.fedavg_int8.accuracy_mean", 0.5)}))
    assert seen.state == "failed" and seen.receipt is not None and "baseline" in seen.receipt.failure_reason


def test_what_is_no_file_or_too_large_is_refused_unread(place: Place):
    (place.folder.quarantine / "link.tgz").symlink_to(place.around / "outside.json")
    os.mkfifo(place.folder.quarantine / "pipe.tgz")
    with (place.folder.quarantine / "large.tgz").open("wb") as file:
        file.truncate(2**33)
    before = place.digest(outside=MOVED)
    assert {seen.error.code for seen in place.take() if seen.error} == {"gates.bundle.too_large"}
    assert (place.folder.waiting(), place.digest(outside=MOVED)) == ([], before)
    assert [len(list(path.iterdir())) for path in place.folder.rejected.iterdir()] == [1, 1, 1]


def test_what_is_no_bundle_by_its_name_is_left_alone(place: Place):
    (place.folder.quarantine / "copying.tgz.part").write_bytes(b"")
    (place.folder.quarantine / "folder.tgz").mkdir()
    before = place.digest()
    assert (place.take(), place.digest()) == ([], before)


@pytest.mark.parametrize("name", ["../outside.json", "/etc/passwd", "", "nothing.tgz"])
def test_a_name_is_that_of_something_that_waits(place: Place, name: str):
    with pytest.raises(CodedError) as caught:
        place.take(name)
    assert caught.value.code == "tasks.cohort.entry"


def test_a_maintainer_declines_with_a_reason(place: Place):
    seen = decline(place.folder, place.drop(Made().packed()), "not agreed on", now=NOW)
    assert seen.as_json()["error"] == {"code": "gates.bundle.declined", "message": "not agreed on", "context": {}}
    assert place.folder.refusals() == (Refusal("gates.bundle.declined", "pilot-1", NOW),)
    assert place.folder.ledger().taken == {}


def test_many_bundles_of_many_nodes_are_each_taken_once(place: Place):
    """Ten nodes with four bundles each: what is tested is that all come in, in order, not how fast."""
    place.invite(uses=10)
    for number in range(40):
        node, sequence = divmod(number, 4)
        made = Made(key=SigningKey.from_seed(bytes([node + 1]) * 32), node_id=f"node-{node}")
        made.manifest = {"sequence": sequence + 1, "created_utc": f"2026-01-31T11:0{sequence}:00Z"}
        name = place.drop(made.packed(), f"{number:02d}.tgz")
        os.utime(place.folder.quarantine / name, ns=(sequence, sequence))
    assert [seen.state for seen in place.take()] == ["passed"] * 40
    taken = place.folder.ledger().taken
    assert {node: [receipt.sequence for receipt in receipts] for node, receipts in taken.items()} == {
        f"node-{node}": [1, 2, 3, 4] for node in range(10)
    }


def test_a_rehearsals_clock_judges_no_bundle_of_real_work(place: Place):
    alone = Intake(takes_rehearsals=True, only_rehearsals=True)
    (seen,) = place.take(place.drop(Made().packed()), intake=alone)
    assert seen.error is not None and (seen.state, seen.error.code) == ("waiting", "tasks.rehearsal.clock")
    assert place.folder.waiting() == [seen.name]
    (marked,) = place.take(place.drop(Made(manifest={"rehearsal": True}).packed(), "b.tgz"), intake=alone)
    assert marked.state == "passed"

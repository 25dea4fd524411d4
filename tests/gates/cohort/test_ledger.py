"""Bundles of a node follow each other in time under one key; a node that has joined goes on after its invitation's time."""

import json
from dataclasses import replace

import pytest

from core.errors import CodedError
from gates.cohort.bundle.sealed_bundle import open_bundle
from gates.cohort.ledger import Intake, Ledger, Receipt, check_admitted
from tests.gates.cohort.bundles import BOB, NOW, Made, chunks, invitation, ledger
from tests.gates.cohort.hostile_claims import receipt_of

NEXT = {"sequence": 2, "created_utc": "2026-01-31T11:30:00Z"}


def bundle(**changes):
    return open_bundle(chunks(Made(**changes).packed()))


def test_a_later_bundle_of_the_node_and_another_node_are_admitted():
    known = ledger(taken={"node-1": (receipt_of(Made()),)})
    check_admitted(bundle(manifest=NEXT), known, Intake(), now=NOW)
    check_admitted(bundle(key=BOB, node_id="node-2"), known, Intake(), now=NOW)


def test_a_node_that_has_joined_goes_on_after_the_invitations_time():
    known = ledger(taken={"node-1": (receipt_of(Made()),)}, expires_utc="2026-01-31T11:00:00Z", uses=1)
    check_admitted(bundle(manifest=NEXT), known, Intake(), now=NOW)


def test_the_very_bundle_that_was_taken_is_known_again_also_after_later_ones():
    taken = receipt_of(Made())
    later = taken.model_copy(update={"bundle_id": "0" * 64, "sequence": 2})
    assert ledger().known(bundle()) is None
    assert ledger(taken={"node-1": (later,)}).known(bundle()) is None
    for receipts in ((taken,), (taken, later)):
        assert ledger(taken={"node-1": receipts}).known(bundle()) == taken


def test_cohorts_are_told_apart_and_share_who_owns_a_node():
    first, second = receipt_of(Made()), receipt_of(Made(key=BOB, node_id="node-2"))
    second = second.model_copy(update={"invitation_id": "cd" * 16, "accepted_utc": "2026-01-31T13:00:00Z"})
    issued = {one.id: one for one in (invitation(), invitation(id="cd" * 16, cohort_id="pilot-2", revoked=True))}
    both = Ledger({"node-1": (first,), "node-2": (second,)}, issued)
    assert both.last_cohort == "pilot-2" and Ledger({}, issued).last_cohort is None
    assert {name: sorted(both.of_cohort(name).taken) for name in ("pilot-1", "pilot-2", "none")} == {
        "pilot-1": ["node-1"],
        "pilot-2": ["node-2"],
        "none": [],
    }
    assert (both.revoked, both.of_cohort("pilot-1").revoked) == ({"node-2"}, frozenset())


def test_a_straggler_of_an_older_cohort_does_not_make_it_the_current_one_and_a_lost_invitation_is_none():
    late = receipt_of(Made()).model_copy(update={"accepted_utc": "2026-02-20T00:00:00Z"})
    newer = invitation(id="01" * 16, cohort_id="pilot-2", created_utc="2026-01-30T00:00:01Z")
    second = receipt_of(Made(key=BOB, node_id="node-2")).model_copy(update={"invitation_id": newer.id})
    taken = {"node-1": (late,), "node-2": (second,)}
    assert Ledger(taken, {one.id: one for one in (invitation(), newer)}).last_cohort == "pilot-2"
    assert Ledger(taken, {newer.id: newer}).last_cohort == "pilot-2"
    assert Ledger(taken, {}).last_cohort is None


def test_a_rehearsal_takes_rehearsals():
    rehearsal = bundle(manifest={"rehearsal": True})
    check_admitted(rehearsal, ledger(), replace(Intake(), takes_rehearsals=True), now=NOW)
    with pytest.raises(CodedError) as caught:
        check_admitted(rehearsal, ledger(), Intake(), now=NOW)
    assert caught.value.code == "gates.bundle.rehearsal"


def test_a_receipt_is_read_as_it_was_written():
    taken = receipt_of(Made())
    assert Receipt.model_validate_json(json.dumps(taken.model_dump(mode="json")), strict=True) == taken


def test_a_receipt_joins_those_of_its_node_at_the_end():
    taken = receipt_of(Made())
    later = taken.model_copy(update={"sequence": 2})
    assert ledger().with_receipt(taken).with_receipt(later).taken == {"node-1": (taken, later)}

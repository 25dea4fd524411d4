"""Bundles of a node follow each other in time under one key; a node that has joined goes on after its invitation's time."""

import json
from dataclasses import replace

import pytest

from core.errors import CodedError
from gates.cohort.bundle.sealed_bundle import open_bundle
from gates.cohort.ledger import Intake, Receipt, check_admitted
from tests.gates.cohort.bundles import BOB, NOW, Made, chunks, ledger
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


def test_the_very_bundle_that_was_taken_last_is_known_again():
    taken = receipt_of(Made())
    assert ledger(taken={"node-1": (taken,)}).has_latest(bundle())
    assert not ledger().has_latest(bundle())
    later = taken.model_copy(update={"bundle_id": "0" * 64})
    assert not ledger(taken={"node-1": (taken, later)}).has_latest(bundle())


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

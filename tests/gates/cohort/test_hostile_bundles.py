"""No hostile bundle is believed: each is refused with its own reason."""

import tracemalloc

import pytest

from core.errors import CodedError
from core.units import MIB
from gates.cohort.bundle.sealed_bundle import open_bundle
from gates.cohort.bundle_check import check_bundle
from gates.cohort.ledger import Intake, Ledger
from tests.gates.cohort.bundles import NOW, chunks, ledger
from tests.gates.cohort.hostile_archives import ARCHIVES, good
from tests.gates.cohort.hostile_claims import LIES


def judged(packed: bytes, known: Ledger, size: int = 65_536) -> str:
    try:
        check_bundle(open_bundle(chunks(packed, size)), known, Intake(), now=NOW)
    except CodedError as error:
        return error.code
    return "taken"


def test_what_the_hostile_ones_differ_from_is_taken():
    assert judged(good(), ledger()) == "taken"


@pytest.mark.parametrize("name", ARCHIVES)
def test_a_hostile_archive_is_refused_with_its_reason(name: str):
    packed, code = ARCHIVES[name]
    assert judged(packed(), ledger()) == code


@pytest.mark.parametrize("name", LIES)
def test_a_bundle_that_lies_is_refused_with_its_reason(name: str):
    lie = LIES[name]
    assert judged(lie.packed(), lie.ledger()) == lie.code


@pytest.mark.parametrize("name", ["cut off", "a bomb by its ratio", "a second archive behind it", "a symbolic link", "no gzip"])
def test_the_reason_does_not_depend_on_how_the_bytes_come(name: str):
    packed, code = ARCHIVES[name]
    raw = packed()
    assert {judged(raw, ledger(), size) for size in (1000, 4096, len(raw))} == {code}


@pytest.mark.parametrize("name", ["a bomb by its ratio", "a member that says it is huge", "a bomb of headers"])
def test_a_bomb_costs_no_memory(name: str):
    raw = ARCHIVES[name][0]()
    tracemalloc.start()
    judged(raw, ledger())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * MIB


def test_no_reason_stands_for_all_others():
    codes = [code for _, code in ARCHIVES.values()] + [lie.code for lie in LIES.values()]
    assert len(codes) >= 100 and len(set(codes)) >= 36

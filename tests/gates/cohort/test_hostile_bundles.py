"""No hostile bundle is believed: each is refused with its own reason."""

import tracemalloc

import pytest

from core.errors import CodedError, load_catalogue
from core.units import MIB
from gates.cohort.bundle.sealed_bundle import open_bundle
from gates.cohort.bundle_check import check_bundle
from gates.cohort.ledger import Intake, Ledger
from tests.gates.cohort.bundles import NOW, chunks, ledger
from tests.gates.cohort.hostile_archives import ARCHIVES, good
from tests.gates.cohort.hostile_claims import LIES
from tests.gates.cohort.hostile_reasons import SAID

CODE_OF = {name: code for name, (_, code) in ARCHIVES.items()} | {name: lie.code for name, lie in LIES.items()}


def refusal_of(packed: bytes, known: Ledger, size: int = 65_536) -> CodedError | None:
    try:
        check_bundle(open_bundle(chunks(packed, size)), known, Intake(), now=NOW)
    except CodedError as error:
        return error
    return None


def judged(packed: bytes, known: Ledger, size: int = 65_536) -> str:
    error = refusal_of(packed, known, size)
    return error.code if error else "taken"


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


def test_a_bundle_is_too_large_by_one_byte():
    raw = ARCHIVES["one byte more than a bundle may have"][0]()
    assert (judged(raw, ledger()), judged(raw[:-1], ledger())) == ("gates.bundle.too_large", "gates.bundle.truncated")


BOMBS = [name for name in ARCHIVES if "bomb" in name]


@pytest.mark.parametrize("name", [*BOMBS, "a member that says it is huge"])
def test_a_bomb_costs_no_memory(name: str):
    raw = ARCHIVES[name][0]()
    tracemalloc.start()
    judged(raw, ledger())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * MIB


@pytest.mark.parametrize("name", SAID)
def test_what_shares_a_code_is_told_apart_by_what_is_said(name: str):
    packed, known = (ARCHIVES[name][0], ledger()) if name in ARCHIVES else (LIES[name].packed, LIES[name].ledger())
    assert SAID[name] in str(refusal_of(packed(), known))


def test_every_reason_that_there_is_has_a_hostile_bundle():
    reasons = {code for code in load_catalogue() if code.startswith("gates.bundle.")} - {"gates.bundle.declined"}
    of_invitations = {f"gates.cohort_invitation.{why}" for why in ("unknown", "expired", "exhausted", "revoked")}
    assert set(CODE_OF.values()) == reasons | of_invitations


def test_no_reason_stands_for_all_others():
    told = {(code, SAID.get(name, "")) for name, code in CODE_OF.items()}
    assert (len(CODE_OF), len(CODE_OF.keys() & SAID.keys())) == (len(ARCHIVES) + len(LIES), len(SAID))
    assert len(CODE_OF) >= 140 and len(told) >= 120

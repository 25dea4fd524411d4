"""The names that a bundle may have are a short list, and its bytes are text or JSON."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CodedError
from gates.cohort.bundle.members import LOG, MANIFEST, METRICS, SIZES, check_admitted, check_content, check_kind


def code_of(do) -> str:
    with pytest.raises(CodedError) as caught:
        do()
    return caught.value.code


def test_every_listed_name_is_admitted_up_to_its_size():
    for name, size in SIZES.items():
        check_admitted(name, size, is_first=name == MANIFEST)
        assert code_of(lambda name=name, size=size: check_admitted(name, size + 1, is_first=name == MANIFEST)) == "gates.bundle.member_size"


@given(st.text(max_size=120))
def test_no_other_name_is_admitted(name: str):
    if name not in SIZES:
        assert code_of(lambda: check_admitted(name, 0, is_first=False)).startswith("gates.bundle.")


def test_only_a_regular_file_is_one():
    check_kind(LOG, b"0")
    assert {code_of(lambda kind=kind: check_kind(LOG, bytes([kind]))) for kind in range(256) if kind != ord("0")} == {
        "gates.bundle.member_kind"
    }


def test_a_log_is_text_and_everything_else_an_object():
    check_content(LOG, "größer\n\tdone\n".encode())
    check_content(METRICS, b'{"a": 1}')
    assert code_of(lambda: check_content(METRICS, b"[1]")) == "gates.bundle.member_content"
    assert code_of(lambda: check_content(LOG, "\u202eexe.txt".encode())) == "gates.bundle.member_content"


@given(st.binary(max_size=300))
def test_any_bytes_are_content_or_a_coded_refusal(raw: bytes):
    for name in (LOG, METRICS):
        with suppress(CodedError):
            check_content(name, raw)

"""An archive is written one way, and read within its caps."""

import gzip
import io
import random
import tarfile
from contextlib import suppress

import pytest

from core.errors import CodedError
from gates.cohort.bundle.archive import CAPS, GZIP_HEAD, Caps, read_archive, write_archive
from gates.cohort.bundle.members import LOG, MANIFEST, METRICS
from tests.gates.cohort.bundles import gzipped

MEMBERS = {MANIFEST: b"{}", METRICS: b"x" * 512, LOG: b""}
NOISE = random.Random(1).randbytes(60_000)


def code_of(raw: bytes, caps: Caps) -> str:
    with pytest.raises(CodedError) as caught:
        read_archive([raw], caps)
    return caught.value.code


@pytest.mark.parametrize("size", [1, 7, 512, 100_000])
def test_what_was_written_is_read_however_its_bytes_come(size):
    raw = write_archive(MEMBERS)
    assert read_archive(raw[start : start + size] for start in range(0, len(raw), size)) == MEMBERS


def test_every_tool_can_list_what_was_written():
    with tarfile.open(fileobj=io.BytesIO(write_archive(MEMBERS))) as file:
        assert {(info.name, info.size, info.isreg()) for info in file} == {(name, len(content), True) for name, content in MEMBERS.items()}


def test_the_same_members_are_the_same_bytes():
    assert write_archive(MEMBERS) == write_archive(dict(MEMBERS))


def test_each_cap_holds():
    raw = write_archive({MANIFEST: NOISE})
    assert code_of(raw, Caps(packed_bytes=len(raw) - 1)) == "gates.bundle.too_large"
    assert code_of(raw, Caps(unpacked_bytes=50_000)) == "gates.bundle.unpacked"
    assert code_of(write_archive({MANIFEST: bytes(60_000)}), Caps(free_bytes=1024)) == "gates.bundle.ratio"
    assert read_archive([raw], Caps(packed_bytes=len(raw))) == {MANIFEST: NOISE}


def test_no_byte_of_an_archive_is_free_to_vary_unnoticed():
    raw = write_archive(MEMBERS)
    for place in range(len(GZIP_HEAD), len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        # There is another way to compress the same bytes; there are no other bytes.
        with suppress(CodedError):
            assert read_archive([changed], CAPS) == MEMBERS


def test_no_bit_of_the_header_is_free_to_vary():
    raw = write_archive(MEMBERS)
    for place in range(len(GZIP_HEAD)):
        for bit in range(8):
            changed = raw[:place] + bytes([raw[place] ^ 1 << bit]) + raw[place + 1 :]
            assert code_of(changed, CAPS) == "gates.bundle.archive"
            assert code_of(changed[: place + 1], CAPS) == "gates.bundle.archive"


@pytest.mark.parametrize(("num_zeros", "code"), [(1023, "truncated"), (1025, "archive"), (1536, "archive"), (10_240, "archive")])
def test_an_archive_ends_in_two_blocks_of_zeros_and_in_no_more(num_zeros: int, code: str):
    blocks = gzip.decompress(write_archive(MEMBERS))
    assert not any(blocks[-1024:])
    assert code_of(gzipped(blocks[:-1024] + bytes(num_zeros)), CAPS) == f"gates.bundle.{code}"
    assert read_archive([gzipped(blocks)]) == MEMBERS

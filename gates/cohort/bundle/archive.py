"""A bundle's archive, gzip over ustar: written one way, and read from a stream of bytes that a stranger may have made.

Nothing is extracted: the reader knows regular files of listed names alone, holds what it unpacks against hard limits as it goes, and
refuses every header and every unpacked byte that the writer would have written otherwise. The order of the members and the way in which
they were compressed are free.
The standard library's tarfile does not serve for it: its bytes are not promised from one Python to the next, and it reads much more.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from core.units import KIB, MIB
from gates.cohort.bundle.errors import (
    BundleArchiveError,
    BundleRatioError,
    BundleTooLargeError,
    BundleTruncatedError,
    BundleUnpackedError,
    MemberRepeatedError,
)
from gates.cohort.bundle.members import check_admitted, check_kind

_BLOCK = 512
_PIECE = 64 * KIB
_GZIP = 31
GZIP_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\2\3"
"""Deflate, of no name and no time, as zlib's best level on Unix begins it; every bundle says so, wherever it was packed."""
_OCTAL = re.compile(rb"[0-7]{11}\x00")


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that a bundle may be: bytes as packed and unpacked, and how far it may expand beyond `free_bytes`."""

    packed_bytes: int = 4 * MIB
    unpacked_bytes: int = 12 * MIB
    ratio: int = 100
    free_bytes: int = MIB


CAPS = Caps()


def write_archive(members: Mapping[str, bytes]) -> bytes:
    """The archive of these members in their order, the same bytes for the same members and zlib."""
    blocks = b"".join(header(name.encode(), len(content)) + content + bytes(-len(content) % _BLOCK) for name, content in members.items())
    packer = zlib.compressobj(9, wbits=_GZIP)
    return GZIP_HEAD + (packer.compress(blocks + bytes(2 * _BLOCK)) + packer.flush())[len(GZIP_HEAD) :]


def read_archive(chunks: Iterable[bytes], caps: Caps = CAPS) -> dict[str, bytes]:
    """The members by name, once every byte of the archive has been read and is as `write_archive` would have it.

    Their number is bounded by that of the names that there are. Memory: at most `caps.unpacked_bytes` and a piece.
    Errors: gates.bundle.{too_large, unpacked, ratio, truncated, archive}, and those of `check_admitted` and `check_kind`.
    """
    blocks = _Blocks(_unpacked(chunks, caps))
    members: dict[str, bytes] = {}
    while any(raw := blocks.take(_BLOCK)):
        name, size_bytes = _read_header(raw)
        if name in members:
            raise MemberRepeatedError("a member occurs twice", member=name)
        check_admitted(name, size_bytes, is_first=not members)
        if raw != header(name.encode(), size_bytes):
            raise BundleArchiveError("a member's header says more than its name and size", member=name)
        members[name] = blocks.take(size_bytes)
        if any(blocks.take(-size_bytes % _BLOCK)):
            raise BundleArchiveError("something lies between two members", member=name)
    blocks.end()
    return members


def header(name: bytes, size_bytes: int, kind: bytes = b"0", link: bytes = b"") -> bytes:
    """The ustar header of a member: mode 0644, of nobody and of no time.

    Source: IEEE Std 1003.1-1988, ustar interchange format.
    """
    fields = (
        (100, name),
        (8, b"0000644\0"),
        (8, b"0000000\0"),
        (8, b"0000000\0"),
        (12, b"%011o\0" % size_bytes),
        (12, b"%011o\0" % 0),
        (8, b" " * 8),
        (1, kind),
        (100, link),
        (8, b"ustar\x0000"),
    )
    raw = b"".join(value.ljust(width, b"\0") for width, value in fields).ljust(_BLOCK, b"\0")
    return raw[:148] + b"%06o\0 " % sum(raw) + raw[156:]


def _read_header(raw: bytes) -> tuple[str, int]:
    """Name and size of the regular file that follows."""
    if raw[257:263] != b"ustar\0" or raw[148:156] != b"%06o\0 " % (sum(raw) - sum(raw[148:156]) + 8 * ord(" ")):
        raise BundleArchiveError("not a header of a ustar archive")
    whole = b"/".join(part for part in (raw[345:500].rstrip(b"\0"), raw[:100].rstrip(b"\0")) if part)
    name = whole.decode("latin-1")
    check_kind(name, raw[156:157])
    if not _OCTAL.fullmatch(raw[124:136]):
        raise BundleArchiveError("a member's size is no number of a ustar archive")
    return name, int(raw[124:135], 8)


def _unpacked(chunks: Iterable[bytes], caps: Caps) -> Iterator[bytes]:
    """What the chunks unpack to, in pieces, up to the end of the one gzip stream that they are."""
    unpacker = zlib.decompressobj(wbits=_GZIP)
    num_packed = num_unpacked = 0
    head = b""
    for chunk in chunks:
        head = (head + chunk[: len(GZIP_HEAD)])[: len(GZIP_HEAD)]
        if not GZIP_HEAD.startswith(head):
            raise BundleArchiveError("not a gzip stream, or one whose header says anything else than a bundle's")
        num_packed += len(chunk)
        if num_packed > caps.packed_bytes:
            raise BundleTooLargeError("the bundle is too large", limit=caps.packed_bytes)
        for piece in _pieces(unpacker, chunk):
            num_unpacked += len(piece)
            if num_unpacked > max(caps.free_bytes, caps.ratio * num_packed):
                raise BundleRatioError("the bundle expands too far", packed_bytes=num_packed, limit=caps.ratio)
            if num_unpacked > caps.unpacked_bytes:
                raise BundleUnpackedError("the bundle unpacks to too much", limit=caps.unpacked_bytes)
            yield piece
    if not unpacker.eof:
        raise BundleTruncatedError("the bundle ends early", packed_bytes=num_packed)
    if num_packed > num_unpacked:
        raise BundleArchiveError("the bundle is larger packed than unpacked", packed_bytes=num_packed)


def _pieces(unpacker: "zlib._Decompress", chunk: bytes) -> Iterator[bytes]:  # pyright: ignore[reportPrivateUsage] - it has no other name
    is_more = bool(chunk)
    while is_more:
        if unpacker.eof:
            raise BundleArchiveError("something follows the end of the archive")
        try:
            piece = unpacker.decompress(chunk, _PIECE)
        except zlib.error as error:
            raise BundleArchiveError("not a gzip stream that can be read") from error
        yield piece
        chunk = unpacker.unconsumed_tail or unpacker.unused_data
        is_more = bool(chunk) or (len(piece) == _PIECE and not unpacker.eof)


class _Blocks:
    """Pieces taken in other sizes."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = bytearray()

    def take(self, size_bytes: int) -> bytes:
        """The next bytes, so many."""
        while len(self._held) < size_bytes:
            piece = next(self._pieces, None)
            if piece is None:
                raise BundleTruncatedError("the archive ends within a member or without its end mark")
            self._held += piece
        taken = bytes(self._held[:size_bytes])
        del self._held[:size_bytes]
        return taken

    def end(self) -> None:
        """Read to the end, at which there is nothing but the second block of zeros that closes an archive."""
        num_zeros = 0
        for piece in (bytes(self._held), *self._pieces):
            num_zeros += len(piece)
            if any(piece) or num_zeros > _BLOCK:
                raise BundleArchiveError("something follows the last member")
        if num_zeros < _BLOCK:
            raise BundleTruncatedError("the archive lacks its end mark")

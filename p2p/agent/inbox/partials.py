"""Partials: bundles of which a part has arrived, each in a file named after its peer and the hash that it must come to."""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from core.ids import PeerId
from core.units import KIB
from p2p.errors import BlobHashMismatchError
from p2p.wire.bundle import BundleOffer

_HASHED_BYTES = 256 * KIB
_NAME = re.compile(r"([1-9A-HJ-NP-Za-km-z]{40,64})-([0-9a-f]{64})\.part")


class Partial:
    """One bundle on its way: what of it lies on the disk, and the hash of that."""

    def __init__(self, path: Path, size_bytes: int) -> None:
        self.path = path
        self.size_bytes = size_bytes
        self.received_bytes = 0
        self._digest = hashlib.sha256()
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            while data := os.read(self._descriptor, _HASHED_BYTES):
                self._count(data)
        except OSError:
            self.close()
            raise

    def take(self, piece: bytes) -> None:
        """Add the next bytes; what the disk takes of them before it is full stays and counts."""
        while piece:
            written = os.write(self._descriptor, piece)
            self._count(piece[:written])
            piece = piece[written:]

    def check(self, sha256: str) -> None:
        """Return when the whole is what was announced, and on the disk; what is something else is removed.

        Errors: BlobHashMismatchError (p2p.blob.hash_mismatch).
        """
        if self.received_bytes != self.size_bytes or self._digest.hexdigest() != sha256:
            self.path.unlink(missing_ok=True)
            raise BlobHashMismatchError("the bytes are not the announced ones", sha256=sha256)
        os.fsync(self._descriptor)

    def close(self) -> None:
        """Give the file back; what has arrived stays."""
        os.close(self._descriptor)

    def _count(self, data: bytes) -> None:
        self._digest.update(data)
        self.received_bytes += len(data)


class Partials:
    """The partials of one folder, at most one of each peer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, exist_ok=True)

    @property
    def num_bytes(self) -> int:
        """What they take of the disk together."""
        return sum(path.lstat().st_size for _, path in self._all())

    @property
    def peers(self) -> frozenset[PeerId]:
        """Whose they are."""
        return frozenset(peer for peer, _ in self._all())

    def open(self, peer: PeerId, offer: BundleOffer) -> tuple[Partial, int]:
        """The partial of what `peer` offers, with what has arrived of it, and how many bytes of others of the peer's were dropped for it.

        So is one that is longer than what is offered now.
        """
        path = self._folder / f"{peer}-{offer.sha256}.part"
        num_dropped = 0
        for owner, other in self._all():
            size_bytes = other.lstat().st_size
            if owner == peer and (other != path or size_bytes > offer.size_bytes):
                other.unlink()
                num_dropped += size_bytes
        return Partial(path, offer.size_bytes), num_dropped

    def drop_stale(self, before_s: float) -> None:
        """Drop those to which nothing was added since then."""
        for _, path in self._all():
            if path.lstat().st_mtime < before_s:
                path.unlink()

    def _all(self) -> Iterator[tuple[PeerId, Path]]:
        for path in list(self._folder.iterdir()):
            if (match := _NAME.fullmatch(path.name)) is not None:
                yield PeerId(match[1]), path

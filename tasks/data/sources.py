"""Where the bytes of a fetched data set come from: its public repository, or a mirror that is a folder or a web address."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

import httpx

from gates.errors import DataMissingError
from tasks.data.registry import DataFile, DataSet
from tasks.errors import DataRefusedError, DataUnreachableError

PUBLIC_ADDRESS = "https://raw.githubusercontent.com"
MIRROR_VARIABLE = "P2P_AGENT_DATA_MIRROR"
CHUNK_BYTES = 256 * 1024
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_OFFLINE = f"try again when online, or name a mirror in {MIRROR_VARIABLE} (docs/data-and-remotes.md)"


class Source(Protocol):
    """Gives the bytes of a registered file, whatever they are: who takes them checks them."""

    def pieces(self, dataset: DataSet, file: DataFile) -> Generator[bytes]:
        """The file's bytes in pieces.

        Errors: DataMissingError (gates.data.missing), DataUnreachableError (tasks.data.unreachable), DataRefusedError (tasks.data.refused).
        """
        ...


@dataclass(frozen=True, slots=True)
class FolderMirror:
    """A folder in which a file lies as it does below data/."""

    folder: Path

    def pieces(self, dataset: DataSet, file: DataFile) -> Generator[bytes]:
        """The file's bytes in pieces; see `Source`."""
        path = self.folder / file.path
        try:
            with path.open("rb") as content:
                while piece := content.read(CHUNK_BYTES):
                    yield piece
        except FileNotFoundError as error:
            raise DataMissingError(f"the mirror has no file of {dataset.name} at {path}; see {MIRROR_VARIABLE}", path=file.path) from error
        except OSError as error:
            raise DataRefusedError(f"{path} cannot be read: {error.strerror}; see {MIRROR_VARIABLE}", path=file.path) from error


@dataclass(frozen=True, slots=True)
class WebSource:
    """A web server; `address_of` says where a file lies there."""

    address_of: Callable[[DataSet, DataFile], str]

    def pieces(self, dataset: DataSet, file: DataFile) -> Generator[bytes]:
        """The file's bytes in pieces; see `Source`."""
        address = self.address_of(dataset, file)
        try:
            # Identity: the digest is that of the file, not of a packed form that the server may choose.
            with httpx.stream("GET", address, timeout=_TIMEOUT, headers={"Accept-Encoding": "identity"}) as answer:
                _check_status(answer.status_code, address, file)
                yield from answer.iter_bytes(CHUNK_BYTES)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            reason = str(error) or type(error).__name__
            raise DataUnreachableError(f"{address}: {reason}; {_OFFLINE}", path=file.path) from error


def source_of(mirror: str | None) -> Source:
    """The source that `mirror` names, a folder or an http(s) address; without one, each data set's public repository."""
    if not mirror:
        return WebSource(public_address)
    if mirror.startswith(("http://", "https://")):
        return WebSource(lambda _, file: f"{mirror.rstrip('/')}/{file.path}")
    return FolderMirror(Path(mirror))


def public_address(dataset: DataSet, file: DataFile) -> str:
    """Where the file lies in its repository at the registered commit."""
    return f"{PUBLIC_ADDRESS}/{dataset.source.repository}/{dataset.source.commit}/{file.source_path}"


def _check_status(status: int, address: str, file: DataFile) -> None:
    if status == HTTPStatus.OK:
        return
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        raise DataMissingError(f"there is nothing at {address}", path=file.path, status=status)
    if status in _TRY_AGAIN:
        raise DataUnreachableError(f"{address} answers with {status}; {_OFFLINE}", path=file.path, status=status)
    raise DataRefusedError(f"{address} answers with {status}", path=file.path, status=status)

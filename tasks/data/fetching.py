"""`python -m tasks.data.fetching [NAME…]`: the registered public files, each checked before it takes its place (the DVC stages `fetch_…`)."""

import errno
import fcntl
import os
import sys
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from core.errors import CodedError
from gates.errors import DataAlteredError
from p2p.agent.settings import load_settings
from tasks.data.registry import MAX_FILE_BYTES, DataFile, DataSet, read_registry
from tasks.data.sources import Source, source_of
from tasks.data.state import FileState, FoundFile, chosen_sets, found_files
from tasks.errors import DataNotFetchedError, DataUnreachableError, DataUnwritableError
from tasks.project.files import PROJECT_ROOT

PAUSES_S = (0.5, 2.0, 6.0)
"""How long to wait before each further attempt at a source that does not answer."""

SCRATCH = ".fetching"
"""The folder in data/ where a file is put together; one fetch at a time uses it."""

Watch = Callable[[DataFile, int], None]
"""Is told how many bytes of a file have come."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How to fetch: whether altered files are replaced, how patiently, and who is told of the progress."""

    is_forced: bool = False
    pauses_s: Sequence[float] = PAUSES_S
    watch: Watch = lambda _file, _size_bytes: None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one file: it was `right` already, or was `missing` or `altered` and has been fetched."""

    file: DataFile
    before: FileState


def fetch(root: Path, names: Sequence[str], source: Source, manner: Manner | None = None) -> tuple[Fetched, ...]:
    """Have the files of the named data sets in data/ of the project at `root`, of every fetched set where none is named.

    A right file is left alone; an altered one is replaced only where that is forced. Several at once wait for each other.
    Errors: DataUnknownError (gates.data.unknown), DataNotFetchedError (tasks.data.not_fetched), DataAlteredError
    (gates.data.altered): a file here, or what the source gives; DataMissingError (gates.data.missing), DataUnreachableError
    (tasks.data.unreachable), DataRefusedError (tasks.data.refused), DataUnwritableError (tasks.data.unwritable).
    """
    manner = manner or Manner()
    datasets = _fetched_sets(root, names)
    with _scratch(root) as scratch:
        found = found_files(root, datasets)
        if not manner.is_forced:
            _refuse_altered(found)
        for one in found:
            if one.state is not FileState.right:
                _fetch_patiently(root / "data", one, _Work(source, scratch, manner))
    return tuple(Fetched(one.file, one.state) for one in found)


def main() -> int:
    """Fetch into this checkout, from the mirror that the environment names or the public sources; 0, or 1 with the reason."""
    try:
        for one in fetch(PROJECT_ROOT, sys.argv[1:], source_of(load_settings().data_mirror)):
            sys.stdout.write(f"data/{one.file.path} {one.file.sha256}\n")
    except CodedError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    return 0


@dataclass(frozen=True, slots=True)
class _Work:
    source: Source
    scratch: Path
    manner: Manner


def _fetched_sets(root: Path, names: Sequence[str]) -> tuple[DataSet, ...]:
    chosen = chosen_sets(read_registry(root), names)
    for dataset in chosen:
        if names and not dataset.is_fetched:
            way = f"write it with `{dataset.prepare}`" if dataset.prepare else "it comes with the project"
            raise DataNotFetchedError(f"{dataset.name} is not fetched: {way}", name=dataset.name)
    return tuple(dataset for dataset in chosen if dataset.is_fetched)


def _refuse_altered(found: Sequence[FoundFile]) -> None:
    altered = [one for one in found if one.state is FileState.altered]
    if altered:
        files = [f"data/{one.file.path}" for one in altered]
        again = f"p2p-agent data fetch --force {' '.join(sorted({one.dataset.name for one in altered}))}"
        raise DataAlteredError(f"{', '.join(files)}: not as registered; put aside what you want to keep, then: {again}", files=[*files])


@contextmanager
def _scratch(root: Path) -> Generator[Path]:
    """The folder in which files are put together, empty, and this fetch's alone."""
    folder = root / "data" / SCRATCH
    try:
        folder.mkdir(exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        for left_by_a_killed_fetch in folder.iterdir():
            left_by_a_killed_fetch.unlink()
        yield folder
    finally:
        os.close(descriptor)


def _fetch_patiently(data: Path, wanted: FoundFile, work: _Work) -> None:
    """Fetch one file, trying a source again that does not answer."""
    for pause_s in work.manner.pauses_s:
        try:
            return _fetch_once(data, wanted, work)
        except DataUnreachableError:
            time.sleep(pause_s)
    return _fetch_once(data, wanted, work)


def _fetch_once(data: Path, wanted: FoundFile, work: _Work) -> None:
    """Put the file together in the scratch folder and move it to its place when it is whole and right; else nothing is left of it."""
    temporary, target = work.scratch / wanted.file.sha256, data / wanted.file.path
    try:
        with closing(work.source.pieces(wanted.dataset, wanted.file)) as pieces:
            _write_checked(temporary, wanted.file, pieces, work.manner.watch)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(temporary, target)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _write_checked(temporary: Path, file: DataFile, pieces: Iterable[bytes], watch: Watch) -> None:
    """Write the pieces, to disk, and no more of them than the file may have.

    Errors: DataAlteredError (gates.data.altered); OSError.
    """
    size_bytes, digest, limit_bytes = 0, sha256(), file.size_bytes or MAX_FILE_BYTES
    with temporary.open("wb") as content:
        for piece in pieces:
            size_bytes += len(piece)
            if size_bytes > limit_bytes:
                raise DataAlteredError(f"the source gives more than the {limit_bytes} bytes of data/{file.path}", path=file.path)
            digest.update(piece)
            content.write(piece)
            watch(file, size_bytes)
        content.flush()
        os.fsync(content.fileno())
    if digest.hexdigest() != file.sha256:
        is_short = file.size_bytes is not None and size_bytes < file.size_bytes
        what = f"only {size_bytes} of the {file.size_bytes} bytes" if is_short else "other bytes than those registered"
        message = f"the source gives {what} of data/{file.path}; nothing was written, try another source (P2P_AGENT_DATA_MIRROR)"
        raise DataAlteredError(message, path=file.path, expected=file.sha256, found=digest.hexdigest())


def _unwritable(path: Path, error: OSError) -> DataUnwritableError:
    advice = {errno.ENOSPC: "make room and fetch again", errno.EDQUOT: "make room and fetch again", errno.EACCES: "check who owns data/"}
    next_step = advice.get(error.errno or 0, "nothing was left behind; fetch again when that is mended")
    return DataUnwritableError(f"{path}: {error.strerror or error}; {next_step}", reason=errno.errorcode.get(error.errno or 0, "unknown"))


if __name__ == "__main__":
    sys.exit(main())

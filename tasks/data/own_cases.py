"""The generality gate's own cases, read from data/own/generality."""

from pathlib import Path
from typing import Literal

from gates.cases.half import Half, parse_half
from gates.errors import DataAlteredError, DataMissingError
from tasks.project.files import file_digest, read_regular

FOLDER = "data/own/generality"
HELD_OUT_SUMS = f"{FOLDER}/held_out.sha256"
MAX_FILE_BYTES = 4 * 1024 * 1024


def read_half(root: Path, name: Literal["held_out", "development"]) -> Half:
    """One half of the cases of the project at `root`; the held-out one only as it was before the first rule was written.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered), CasesInvalidError (gates.cases.invalid).
    """
    if name == "held_out":
        _refuse_altered(root)
    folder = root / FOLDER / name
    return parse_half({path: _read(folder, path) for path in half_files(root, name)})


def half_files(root: Path, name: str) -> tuple[str, ...]:
    """The files of a half by their paths below its folder, ascending."""
    folder = root / FOLDER / name
    return tuple(sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()))


def _refuse_altered(root: Path) -> None:
    """Hold the held-out files to the digests that were committed with them, in the form of sha256sum."""
    lines = _read(root, HELD_OUT_SUMS).decode("ascii").splitlines()
    expected = {path: digest for digest, path in (line.split("  ", 1) for line in lines)}
    found = {f"held_out/{path}": file_digest(root, f"{FOLDER}/held_out/{path}") for path in half_files(root, "held_out")}
    if expected != found:
        differing = sorted(path for path in expected.keys() | found.keys() if expected.get(path) != found.get(path))
        raise DataAlteredError("the held-out cases are not those that were committed before the rules", path=" ".join(differing))


def _read(folder: Path, name: str) -> bytes:
    raw = read_regular(folder / name, MAX_FILE_BYTES)
    if raw is None:
        raise DataMissingError("a file of the cases is not there, or is no regular file", path=name)
    return raw

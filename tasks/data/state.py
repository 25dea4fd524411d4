"""What lies in data/: which registered files are there, and whether they are the registered ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import file_digest
from pathlib import Path

from gates.errors import DataUnknownError
from tasks.data.registry import DataFile, DataRegistry, DataSet


class FileState(StrEnum):
    """How a file in data/ relates to its entry in the registry."""

    right = "right"
    missing = "missing"
    altered = "altered"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A registered file as it was found."""

    dataset: DataSet
    file: DataFile
    state: FileState


def chosen_sets(registry: DataRegistry, names: Sequence[str]) -> tuple[DataSet, ...]:
    """The data sets of these names in the registry's order; all of them where no name is given.

    Errors: DataUnknownError (gates.data.unknown).
    """
    known = [dataset.name for dataset in registry.datasets]
    for name in names:
        if name not in known:
            raise DataUnknownError(f"no data set has this name; there are {', '.join(known)}", name=name)
    return tuple(dataset for dataset in registry.datasets if not names or dataset.name in names)


def found_files(root: Path, datasets: Sequence[DataSet]) -> tuple[FoundFile, ...]:
    """Every file of the data sets with its state."""
    return tuple(FoundFile(dataset, file, file_state(root, file)) for dataset in datasets for file in dataset.files)


def file_state(root: Path, file: DataFile) -> FileState:
    """Whether the file at its place below data/ is the registered one; whatever else lies there is an altered file."""
    path = root / "data" / file.path
    try:
        if not path.is_file():
            return FileState.altered if path.exists() else FileState.missing
        with path.open("rb") as content:
            is_right = file_digest(content, "sha256").hexdigest() == file.sha256
    except OSError:
        return FileState.altered
    return FileState.right if is_right else FileState.altered

"""The data registry: where each data set comes from, under which licence, and the SHA-256 of every file."""

from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gates.errors import DataAlteredError, DataMissingError, DataRegistryError, DataUnknownError
from gates.statement import HexDigest, ProjectPath
from tasks.project.files import read_regular

FILE_NAME = "data/registry.json"
MAX_FILE_BYTES = 1024 * 1024 * 1024

_FROZEN = ConfigDict(frozen=True, extra="forbid")


class DataFile(BaseModel):
    """One file by its path below data/; `source_path` is its path in the data set's repository."""

    model_config = _FROZEN
    path: ProjectPath
    sha256: HexDigest
    size_bytes: Annotated[int, Field(gt=0)] | None = None
    source_path: str | None = None


class DataSource(BaseModel):
    """Where the bytes come from: a page for people, and for fetched sets the repository at a commit."""

    model_config = _FROZEN
    url: str
    repository: str | None = None
    commit: Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")] | None = None


class DataSet(BaseModel):
    """One data set; `prepare` is the command that writes its files."""

    model_config = _FROZEN
    name: str
    description: str
    licence: str
    source: DataSource
    prepare: str | None
    files: Annotated[tuple[DataFile, ...], Field(min_length=1)]

    @property
    def is_fetched(self) -> bool:
        """Whether its files come from a repository; the others are written by a command or lie in git."""
        return self.source.repository is not None and self.source.commit is not None and all(file.source_path for file in self.files)


class DataRegistry(BaseModel):
    """The file data/registry.json."""

    model_config = _FROZEN
    schema_version: Literal[1]
    datasets: tuple[DataSet, ...]


def read_registry(root: Path) -> DataRegistry:
    """The registry of the project at `root`.

    Errors: DataRegistryError (gates.data.registry).
    """
    try:
        registry = DataRegistry.model_validate_json((root / FILE_NAME).read_bytes())
    except (OSError, ValidationError) as error:
        raise DataRegistryError(f"{FILE_NAME} cannot be used: {error}") from error
    paths = [file.path for dataset in registry.datasets for file in dataset.files]
    if len(set(paths)) != len(paths):
        raise DataRegistryError("a file is registered twice")
    return registry


def registered(registry: DataRegistry, path: str) -> tuple[DataSet, DataFile]:
    """The registered file at `path` below data/, with its data set.

    Errors: DataUnknownError (gates.data.unknown).
    """
    for dataset in registry.datasets:
        for file in dataset.files:
            if file.path == path:
                return dataset, file
    raise DataUnknownError("no data set registers this file", path=path)


def read_data(root: Path, path: str) -> bytes:
    """The bytes of the data file at `path` below data/, when they are the registered ones.

    Errors: DataUnknownError (gates.data.unknown), DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    dataset, file = registered(read_registry(root), path)
    content = read_regular((root / "data" / path).resolve(), MAX_FILE_BYTES)
    if content is None:
        raise DataMissingError(f"data/{path} is missing; write it with `{_command(dataset)}`", path=path)
    found = sha256(content).hexdigest()
    if found != file.sha256:
        message = f"data/{path} is not the registered file; delete it and run `{_command(dataset)}`"
        raise DataAlteredError(message, size_bytes=len(content), expected=file.sha256, found=found)
    return content


def _command(dataset: DataSet) -> str:
    return dataset.prepare or f"see data/README.md, {dataset.name}"

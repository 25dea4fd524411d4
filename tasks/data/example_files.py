"""The files of examples that gates train on: data/<dataset>/train.safetensors and test.safetensors."""

import os
import sys
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Literal

from core.errors import CodedError
from core.ids import Sha256
from gates.errors import DataAlteredError
from learning.examples import Examples, unpack_examples
from tasks.data.registry import read_data, read_registry, registered

Split = Literal["train", "test"]
SPLITS: tuple[Split, ...] = ("train", "test")


def load_split(root: Path, dataset: str, split: Split) -> Examples:
    """The examples of one side of the split, checked against the registry.

    Errors: DataUnknownError (gates.data.unknown), DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    return unpack_examples(read_data(root, split_path(dataset, split)))


def write_splits(root: Path, dataset: str, contents: Mapping[Split, bytes]) -> dict[str, Sha256]:
    """Write both sides as `write_registered` does."""
    return write_registered(root, {split_path(dataset, split): contents[split] for split in SPLITS})


def write_registered(root: Path, contents: Mapping[str, bytes]) -> dict[str, Sha256]:
    """Write the files, by path below data/, and return their SHA-256; nothing is written unless all are the registered ones.

    Errors: DataUnknownError (gates.data.unknown), DataAlteredError (gates.data.altered): the parameters or the source have changed.
    """
    registry = read_registry(root)
    files = {path: registered(registry, path)[1] for path in contents}
    for path, file in files.items():
        found = sha256(contents[path]).hexdigest()
        if found != file.sha256:
            message = (
                "the parameters give another split than the registered one; where that is meant, put its SHA-256 in data/registry.json"
            )
            raise DataAlteredError(message, path=path, expected=file.sha256, found=found)
    for name, content in contents.items():
        path = root / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        temporary.write_bytes(content)
        os.replace(temporary, path)
    return {path: Sha256(file.sha256) for path, file in files.items()}


def write_command(write: Callable[[], Mapping[str, Sha256]]) -> int:
    """The body of a data stage's command: 0, or 1 with the reason."""
    try:
        written = write()
    except CodedError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    for path, digest in written.items():
        sys.stdout.write(f"data/{path} {digest}\n")
    return 0


def split_path(dataset: str, split: Split) -> str:
    """The path of one side below data/."""
    return f"{dataset}/{split}.safetensors"

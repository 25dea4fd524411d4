"""A model as a private file: read whole or refused, written in one step."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from p2p.atomic_file import write_private_file
from p2p.errors import StoreUnreadableError

Model = TypeVar("Model", bound=BaseModel)


def read_model(path: Path, model: type[Model]) -> Model:
    """The `model` at `path`; one with nothing but defaults where there is no file.

    Errors: StoreUnreadableError (p2p.store.unreadable).
    """
    try:
        return model.model_validate_json(path.read_bytes()) if path.exists() else model()
    except (OSError, ValidationError) as error:
        raise StoreUnreadableError("the file is damaged", path=str(path)) from error


def write_model(path: Path, model: BaseModel) -> None:
    """Put `model` at `path`, readable by its owner alone.

    Errors: StoreUnreadableError (p2p.store.unreadable).
    """
    try:
        write_private_file(path, model.model_dump_json(indent=1).encode())
    except OSError as error:
        raise StoreUnreadableError("the file cannot be written", path=str(path), reason=type(error).__name__) from error

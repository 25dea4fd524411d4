"""Files that the command of a DVC stage writes, where a run finds them missing."""

from pathlib import Path

from gates.errors import DataMissingError
from tasks.computing.processes import ComputingProcesses
from tasks.data.encoded_texts import FORMS, encoded_path
from tasks.data.registry import read_data
from tasks.data.text_sources import texts_path


def prepare(root: Path, path: str, module: str, *arguments: str) -> None:
    """Run a DVC stage's command where the registered file that it writes is missing, in a process that alone loads what that takes.

    Errors: DataAlteredError (gates.data.altered), ComputationFailedError (tasks.computation.failed).
    """
    try:
        read_data(root, path)
    except DataMissingError:
        with ComputingProcesses() as processes:
            processes.answer(module, *arguments, folder=root)


def prepare_encoded(root: Path, dataset: str) -> None:
    """The same for a text set and what the frozen encoder makes of it.

    Errors: those of `prepare`.
    """
    prepare(root, texts_path(dataset), "tasks.data.texts", dataset)
    if not all((root / "data" / encoded_path(dataset, form)).is_file() for form in FORMS):
        with ComputingProcesses() as processes:
            processes.answer("tasks.data.encoding", dataset, folder=root)

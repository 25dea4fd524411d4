"""Registered files that the command of a DVC stage writes, where a run finds them missing."""

from pathlib import Path

from gates.errors import DataMissingError
from tasks.computing.processes import ComputingProcesses
from tasks.data.registry import read_data


def prepare(root: Path, path: str, module: str, *arguments: str) -> None:
    """Run a DVC stage's command where the registered file that it writes is missing, in a process that alone loads what that takes.

    Errors: DataAlteredError (gates.data.altered), ComputationFailedError (tasks.computation.failed).
    """
    try:
        read_data(root, path)
    except DataMissingError:
        with ComputingProcesses() as processes:
            processes.answer(module, *arguments, folder=root)

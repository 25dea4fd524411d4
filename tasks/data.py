"""Tasks over data sets: thin skins for flows."""

from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from gates.errors import DataMissingError
from tasks.data_registry import read_data
from tasks.processes import ComputingProcesses

DIGITS = ("digits/train.safetensors", "digits/test.safetensors")


@task(cache_policy=NO_CACHE, persist_result=False)
def prepare_digits(root: Path) -> None:
    """Have the registered digits below data/; the errors of `prepare`."""
    for path in DIGITS:
        prepare(root, path, "tasks.digits")


def prepare(root: Path, path: str, module: str, *arguments: str) -> None:
    """Run a DVC stage's command where the registered file that it writes is missing, in a process that alone loads what that takes.

    Errors: DataAlteredError (gates.data.altered), ComputationFailedError (tasks.computation.failed).
    """
    try:
        read_data(root, path)
    except DataMissingError:
        with ComputingProcesses() as processes:
            processes.answer(module, *arguments, folder=root)

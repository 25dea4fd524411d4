"""Tasks over data sets: thin skins for flows."""

import subprocess
import sys
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from gates.errors import DataMissingError
from tasks.data_registry import read_data
from tasks.errors import ComputationFailedError

DIGITS = ("digits/train.safetensors", "digits/test.safetensors")
TIMEOUT_S = 120.0


@task(cache_policy=NO_CACHE, persist_result=False)
def prepare_digits(root: Path) -> None:
    """Have the registered digits below data/: what is missing is written, by a process of its own.

    Errors: DataAlteredError (gates.data.altered), ComputationFailedError (tasks.computation.failed).
    """
    try:
        for path in DIGITS:
            read_data(root, path)
    except DataMissingError:
        write_digits_apart(root)


def write_digits_apart(root: Path) -> None:
    """Run the DVC stage's command; scikit-learn is loaded there and not here.

    Errors: ComputationFailedError (tasks.computation.failed).
    """
    command = [sys.executable, "-m", "tasks.digits"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    if done.returncode != 0:
        raise ComputationFailedError(f"the digits could not be written: {done.stderr.strip()}", exit_status=done.returncode)

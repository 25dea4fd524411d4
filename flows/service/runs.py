"""Which process runs a flow run: a file each in the Prefect home, by which a run whose process was killed is known."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import psutil

from flows.service.processes import Started, running

FOLDER = "runs"


@contextmanager
def recorded_run(home: Path, flow_run_id: str) -> Iterator[None]:
    """Keep the file of this process's flow run for the length of the block; only a kill leaves it behind."""
    folder = home / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, own = folder / f"{flow_run_id}.json", psutil.Process()
    path.write_text(json.dumps(asdict(Started(os.getpid(), own.create_time()))))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def killed_runs(home: Path) -> list[str]:
    """The ids of the flow runs whose process is gone without a word."""
    files = sorted((home / FOLDER).glob("*.json"))
    return [file.stem for file in files if running(home / FOLDER, file.stem) is None]


def forget_run(home: Path, flow_run_id: str) -> None:
    """Remove the file of a run that has been dealt with."""
    (home / FOLDER / f"{flow_run_id}.json").unlink(missing_ok=True)

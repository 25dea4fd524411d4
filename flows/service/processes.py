"""The background processes of the service: started apart from the terminal, found again by their files, ended with all they started."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

INTERRUPT_TIMEOUT_S = 15.0
KILL_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Started:
    """A process by its id and the moment it was created: an id alone may belong to another process by now. `port` is 0 where it has none."""

    pid: int
    created_s: float
    port: int = 0


def start(
    folder: Path, name: str, command: Sequence[str], environment: Mapping[str, str], listener: socket.socket | None = None
) -> Started:
    """Start `command` in the background; its file is `folder`/`name`.json, its log `folder`/logs/`name`.log."""
    logs = folder / "logs"
    logs.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (logs / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=dict(environment),
            cwd=folder.parent,
            start_new_session=True,
            pass_fds=() if listener is None else (listener.fileno(),),
        )
    started = Started(process.pid, psutil.Process(process.pid).create_time(), 0 if listener is None else listener.getsockname()[1])
    temporary = folder / f".{name}.json"
    temporary.write_text(json.dumps(asdict(started)))
    os.replace(temporary, folder / f"{name}.json")
    return started


def running(folder: Path, name: str) -> tuple[Started, psutil.Process] | None:
    """The process that was started under `name` and is still that one; None where there is none."""
    try:
        started = Started(**json.loads((folder / f"{name}.json").read_text()))
        process = psutil.Process(started.pid)
        is_it = abs(process.create_time() - started.created_s) < 1 and process.status() != psutil.STATUS_ZOMBIE
        return (started, process) if is_it else None
    except (OSError, ValueError, TypeError, psutil.Error):
        return None


def end(folder: Path, name: str) -> bool:
    """Interrupt the process `name` with all that it started, kill what does not end; whether it ran."""
    found = running(folder, name)
    if found is not None:
        end_tree(found[1])
    (folder / f"{name}.json").unlink(missing_ok=True)
    return found is not None


def end_tree(process: psutil.Process) -> None:
    """INT to the process and its children, whoever adopts them meanwhile; KILL to what is left."""
    tree = [process, *process.children(recursive=True)]
    for one in tree:
        _signal(one, signal.SIGINT)
    _, alive = psutil.wait_procs(tree, timeout=INTERRUPT_TIMEOUT_S)
    late = {child for one in alive for child in _children(one)}
    for one in {*alive, *late}:
        _signal(one, signal.SIGKILL)
    psutil.wait_procs([*alive, *late], timeout=KILL_TIMEOUT_S)


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return

"""Where and with what a run was computed: engine, machine and commit."""

import os
import platform
import subprocess
import sys
import uuid
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from gates.statement import Blas, Engine, Machine
from tasks.computing.processes import ComputingProcesses

_MACHINE_DOMAIN = "p2p-agents machine 1"


def describe_engine() -> Engine:
    """The libraries of this process and every BLAS it has loaded; imports NumPy and SciPy's BLAS to see them."""
    from threadpoolctl import threadpool_info

    for module in ("numpy", "scipy.linalg.blas"):
        import_module(module)
    loaded = [info for info in threadpool_info() if info["user_api"] == "blas"]
    blas = [
        Blas(name=info["prefix"], version=info["version"], architecture=info.get("architecture"), num_threads=info["num_threads"])
        for info in loaded
    ]
    packages = {name: version(name) for name in ("numpy", "scipy")}
    return Engine(packages=packages, blas=tuple(sorted(blas, key=lambda one: (one.name, one.version or ""))))


def computing_engine() -> Engine:
    """The engine of a computing process, which is what training runs in; takes about half a second.

    Errors: ComputationFailedError (tasks.computation.failed).
    """
    with ComputingProcesses() as processes:
        return Engine.model_validate_json(processes.answer("tasks.evidence.provenance"))


def describe_machine() -> Machine:
    """This machine, by a hash of its id and by its kind."""
    identity = sha256(f"{_MACHINE_DOMAIN} {_machine_id()}".encode()).hexdigest()
    return Machine(
        id=identity[:32], platform=platform.platform(), cpu=_cpu_name(), num_cores=os.cpu_count() or 1, python=platform.python_version()
    )


def git_commit(root: Path) -> str | None:
    """The commit that the checkout at `root` stands on; None where there is no git or no checkout."""
    return _git(root, "rev-parse", "HEAD")


def git_branch(root: Path) -> str | None:
    """The branch of the checkout at `root`, `HEAD` where it is on none; None where there is no git or no checkout."""
    return _git(root, "rev-parse", "--abbrev-ref", "HEAD")


def git_changes(root: Path) -> tuple[str, ...] | None:
    """The files at `root` that git has otherwise, or neither has nor ignores, by their paths; None where there is no git or no checkout."""
    told = _told(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", ".")
    return None if told is None else tuple(line[3:] for line in told.split("\0") if line)


def _git(root: Path, *words: str) -> str | None:
    return (_told(root, *words) or "").strip() or None


def _told(root: Path, *words: str) -> str | None:
    """What git says; None where it does not succeed."""
    try:
        command = ["git", "-C", str(root), *words]
        return subprocess.run(command, capture_output=True, check=True, timeout=10, text=True).stdout
    except (OSError, UnicodeDecodeError, subprocess.SubprocessError):
        return None


def _machine_id() -> str:
    for path in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        try:
            text = Path(path).read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            continue
        if text:
            return text
    return f"{uuid.getnode():012x}"


def _cpu_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


if __name__ == "__main__":
    sys.stdout.write(describe_engine().model_dump_json())

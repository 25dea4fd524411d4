"""A background process is found again by its file, never mistaken for another, and ended with all that it started."""

import json
import os
import sys
import time
from pathlib import Path

import psutil

from flows.service.processes import end, running, start

PARENT = "import subprocess, sys, time; print(subprocess.Popen([sys.executable, '-c', {child!r}]).pid, flush=True); time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(60)"


def child_of(folder: Path, name: str) -> psutil.Process:
    log, deadline = folder / "logs" / f"{name}.log", time.monotonic() + 30
    while not log.read_text().strip():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return psutil.Process(int(log.read_text()))


def test_it_is_found_ended_with_its_children_and_then_gone(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    start(folder, "worker", [sys.executable, "-c", PARENT.format(child="import time; time.sleep(60)")], os.environ)
    assert running(folder, "worker") is not None
    child = child_of(folder, "worker")
    assert end(folder, "worker") is True
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
    assert running(folder, "worker") is None
    assert end(folder, "worker") is False
    assert [path.name for path in folder.iterdir()] == ["logs"]


def test_one_that_ignores_the_interrupt_is_killed(tmp_path: Path, monkeypatch) -> None:
    from flows.service import processes

    monkeypatch.setattr(processes, "INTERRUPT_TIMEOUT_S", 0.3)
    started = start(tmp_path / "home", "worker", [sys.executable, "-c", STUBBORN], os.environ)
    time.sleep(0.5)
    assert end(tmp_path / "home", "worker") is True
    assert not psutil.pid_exists(started.pid) or psutil.Process(started.pid).status() == psutil.STATUS_ZOMBIE


def test_another_process_with_the_same_id_is_not_taken_for_it(tmp_path: Path) -> None:
    (tmp_path / "server.json").write_text(json.dumps({"pid": os.getpid(), "created_s": 1.0, "port": 4200}))
    assert running(tmp_path, "server") is None
    assert end(tmp_path, "server") is False

"""`make soak-interrupt`: Ctrl-C at random moments leaves no process, socket or folder."""

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.system.copied_project import Project

NUM_RUNS = int(os.environ.get("SOAK_RUNS", "10"))
LATEST_S = 20.0


def sockets_elsewhere() -> set[Path]:
    """Sockets of agents whose homes have too long a path."""
    return set(Path("/tmp").glob(f"p2p-agent-{os.getuid()}/*"))


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_an_interrupt_at_any_moment_leaves_nothing(project: Project, write_result: Callable[[str, str], None]) -> None:
    moments = random.Random(0)
    num_interrupted, sockets = 0, sockets_elsewhere()
    while num_interrupted < NUM_RUNS:
        after_s = moments.uniform(0.2, LATEST_S)
        process = project.start("-m", "flows.smoke", "--include-fairness")
        time.sleep(after_s)
        os.killpg(process.pid, signal.SIGINT)
        said, _ = process.communicate(timeout=60)
        assert process.returncode in (0, 130, -signal.SIGINT), (after_s, said)
        num_interrupted += process.returncode != 0
        assert not project.processes(), (after_s, said)
        assert not list(project.temporary.iterdir()), (after_s, said)
        assert sockets_elsewhere() == sockets
    write_result("soak-interrupt", f"{NUM_RUNS} of {NUM_RUNS} interrupted runs left no process, socket or folder")

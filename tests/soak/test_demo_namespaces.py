"""`make soak-demo-namespaces`: demo runs between two network namespaces on a bridge, and there with 20% of the frames lost."""

import os
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from core.errors import CodedError
from tests.soak.test_demo import summary
from tests.system.namespaces import Namespace, bridged, needs_namespaces, switched
from tests.system.staged import play_between

NUM_RUNS = int(os.environ.get("SOAK_RUNS", "200"))
LOSS = 0.2


def runs(joined: Callable[[int], AbstractContextManager[list[Namespace]]]) -> tuple[list[float], list[object]]:
    """The seconds of the runs that succeeded, each in namespaces of its own, and what went wrong in the others."""
    seconds: list[float] = []
    failures: list[object] = []
    for number in range(NUM_RUNS):
        with joined(number) as namespaces:
            started_s = time.monotonic()
            try:
                play_between(namespaces)
                seconds.append(time.monotonic() - started_s)
            except CodedError as error:
                failures.append((number, repr(error), error.__notes__))
    return seconds, failures


@pytest.mark.soak
@pytest.mark.timeout(4 * 3600)
@needs_namespaces()
def test_every_demo_between_namespaces_succeeds_also_with_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write_result: Callable[[str, str], None]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    bridge, failures = runs(lambda number: bridged(2))
    lossy, more_failures = runs(lambda number: switched(2, loss=LOSS, seed=number))
    result = f"on a bridge {summary(bridge, NUM_RUNS)}; with {LOSS:.0%} of the frames lost {summary(lossy, NUM_RUNS)}"
    write_result("soak-demo-namespaces", result)
    assert [*failures, *more_failures] == []
    assert [*tmp_path.iterdir()] == []

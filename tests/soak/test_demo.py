"""`make soak-demo`: every one of many demo runs succeeds and leaves nothing behind; also with four agents that start at once."""

import os
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.system.demo_runs import DemoRun

NUM_RUNS = int(os.environ.get("SOAK_RUNS", "1000"))
NUM_RUNS_OF_FOUR = max(1, NUM_RUNS // 5)


def runs(temporary: Path, num_runs: int, options: Sequence[str]) -> tuple[list[float], list[object]]:
    """The seconds of those that succeeded, and what went wrong in the others."""
    seconds: list[float] = []
    failures: list[object] = []
    for _ in range(num_runs):
        run = DemoRun(temporary, options)
        code, events, elapsed_s = run.finish()
        left = run.left()
        if code == 0 and not left and events[-1]["event"] == "done":
            seconds.append(elapsed_s)
        else:
            failures.append({"code": code, "left": left, "events": events})
    return seconds, failures


def summary(seconds: Sequence[float], num_runs: int) -> str:
    """Successes, median and 99th percentile."""
    ordered = sorted(seconds) or [float("nan")]
    p99_s = ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]
    return f"{len(seconds)} of {num_runs} succeeded, median {statistics.median(ordered):.2f} s, p99 {p99_s:.2f} s"


@pytest.mark.soak
@pytest.mark.timeout(4 * 3600)
def test_every_demo_succeeds_and_leaves_nothing(tmp_path: Path, write_result: Callable[[str, str], None]) -> None:
    two, failures = runs(tmp_path, NUM_RUNS, ())
    four, more_failures = runs(tmp_path, NUM_RUNS_OF_FOUR, ("--peers", "4"))
    write_result("soak-demo", f"{summary(two, NUM_RUNS)}; with 4 agents at once {summary(four, NUM_RUNS_OF_FOUR)}")
    assert [*failures, *more_failures] == []

"""`make soak-smoke`: every one of many smoke runs passes with the bits of its twin."""

import json
import os
import statistics
import time
from collections.abc import Callable

import pytest

from tests.system.copied_project import Project

NUM_RUNS = int(os.environ.get("SOAK_RUNS", "20"))


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_every_run_passes_with_the_bits_of_its_twin(project: Project, write_result: Callable[[str, str], None]) -> None:
    seconds: list[float] = []
    hashes: set[tuple[str, str]] = set()
    for _ in range(NUM_RUNS):
        started = time.monotonic()
        status, said = project.run("-m", "flows.smoke", "--include-fairness")
        seconds.append(time.monotonic() - started)
        assert status == 0, said
        methods = json.loads((project.root / "reports" / "smoke_summary.json").read_text())["methods"]
        for method in methods.values():
            assert method["weights_sha256"] == method["twin_weights_sha256"]
        hashes.add((methods["fp32"]["weights_sha256"], methods["int8"]["weights_sha256"]))
        assert not project.processes()
        assert not list(project.temporary.iterdir())
    assert len(hashes) == 1
    result = f"{NUM_RUNS} of {NUM_RUNS} passed, all with the same weights; median {statistics.median(seconds):.1f} s, slowest {max(seconds):.1f} s"
    write_result("soak-smoke", result)

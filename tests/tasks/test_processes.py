"""A computing process answers in order, apart from its caller, says why when it cannot, and ends with the block that asked it."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from gates.params.smoke import smoke_plan
from tasks.computations import Evaluate, SharedOut, ShareOut, Simulate, Simulated, Skew
from tasks.digits import write_digits
from tasks.errors import ComputationFailedError
from tasks.parameters import load_project
from tasks.processes import ComputingProcesses, compute
from tasks.project_files import PROJECT_ROOT

SKEW = Skew(dataset="digits", alpha=0.3, min_size=16)


@pytest.fixture(scope="module", autouse=True)
def digits() -> None:
    write_digits(PROJECT_ROOT, load_project(PROJECT_ROOT).data.digits)


def simulation(num_rounds: int) -> Simulate:
    params = load_project(PROJECT_ROOT).smoke.model_copy(update={"num_rounds": num_rounds, "hidden_sizes": (16,)})
    return Simulate(skew=SKEW, plan=smoke_plan(params, "fp32", 3, num_features=64, num_classes=10))


def test_results_come_in_the_order_of_the_questions(tmp_path: Path) -> None:
    asked = simulation(1)
    shared, twin = compute(ShareOut(skew=SKEW, seed=0, targets=(tmp_path / "home" / "corpora" / "a.safetensors",)), asked)
    assert isinstance(shared, SharedOut)
    assert isinstance(twin, Simulated)
    assert len(twin.figures.per_client_accuracy) == asked.plan.num_clients


def test_a_computation_that_cannot_be_done_says_why(tmp_path: Path) -> None:
    broken = tmp_path / "model.safetensors"
    broken.write_bytes(b"no weights")
    with pytest.raises(ComputationFailedError, match=r"learning\.weights\.malformed"):
        compute(Evaluate(skew=SKEW, plan=simulation(1).plan, models=(broken,)))


def test_processes_end_with_their_block_and_none_starts_afterwards() -> None:
    before = set(psutil.Process().children())
    with ThreadPoolExecutor(2) as threads, ComputingProcesses() as processes:
        asked = [threads.submit(processes.compute, simulation(10_000)) for _ in range(2)]
        while len(started := set(psutil.Process().children()) - before) < 2:
            assert not any(one.done() for one in asked)
            time.sleep(0.01)
    for one in asked:
        with pytest.raises(ComputationFailedError):
            one.result()
    assert not any(process.is_running() for process in started)
    with pytest.raises(ComputationFailedError, match="has ended"):
        processes.compute(simulation(1))

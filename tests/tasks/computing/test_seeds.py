"""Every seed is simulated, a process that dies is replaced once, and a seed that fails is named while the others are kept."""

import threading
import time

import psutil
import pytest
from prefect import flow

from gates.params.baseline import baseline_plan
from tasks.computing.computations import Simulate, Simulated, Skew
from tasks.computing.seeds import Simulations, simulate_seeds
from tasks.data.digits import write_digits
from tasks.errors import SeedsFailedError
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT


@pytest.fixture(scope="module", autouse=True)
def digits() -> None:
    write_digits(PROJECT_ROOT, load_project(PROJECT_ROOT).data.digits)


@flow(name="tests-seeds", validate_parameters=False)
def simulate(asked: dict[int, Simulations], found: dict[tuple[int, str], Simulated]) -> None:
    simulate_seeds("tests", asked, found, Simulated)


def simulations(seed: int, min_size: int = 1) -> Simulations:
    params = load_project(PROJECT_ROOT).baseline.reduced.model_copy(update={"hidden_sizes": (4,), "num_rounds": 1})
    skew = Skew(dataset="digits", alpha=1.0, min_size=min_size)
    return {codec: Simulate(skew=skew, plan=baseline_plan(params, codec, seed, num_clients=2)) for codec in ("fp32", "topk-1pct")}


def kill_the_next_child() -> threading.Thread:
    """A thread that kills the first computing process to appear among this process's children."""

    def wait_and_kill() -> None:
        while not (found := [one for one in psutil.Process().children() if is_computing(one)]):
            time.sleep(0.01)
        found[0].kill()

    thread = threading.Thread(target=wait_and_kill, daemon=True)
    thread.start()
    return thread


def is_computing(process: psutil.Process) -> bool:
    try:
        return "tasks.computing.worker" in process.cmdline()
    except psutil.Error:
        return False


def test_every_seed_is_simulated_though_a_process_dies(prefect_api: str) -> None:
    found: dict[tuple[int, str], Simulated] = {}
    killing = kill_the_next_child()
    simulate({seed: simulations(seed) for seed in (5, 6)}, found)
    killing.join(timeout=10)
    assert not killing.is_alive()
    assert found.keys() == {(seed, codec) for seed in (5, 6) for codec in ("fp32", "topk-1pct")}
    assert len({one.weights_sha256 for one in found.values()}) == 4


def test_a_seed_that_fails_is_named_and_the_others_are_kept(prefect_api: str) -> None:
    found: dict[tuple[int, str], Simulated] = {}
    with pytest.raises(SeedsFailedError, match=r"^seed 7: .*learning\.") as caught:
        simulate({7: simulations(7, min_size=10_000), 8: simulations(8)}, found)
    assert "seed 8" not in str(caught.value)
    assert found.keys() == {(8, "fp32"), (8, "topk-1pct")}

"""A computing process answers in order, apart from its caller, says why when it cannot, and ends with the block that asked it."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from gates.params.smoke import smoke_plan
from tasks.computing.computations import COMPUTATIONS, Evaluate, SharedOut, ShareOut, Simulate, Simulated, Skew, compute, compute_in
from tasks.computing.processes import ComputingProcesses, last_words
from tasks.data.digits import write_digits
from tasks.errors import ComputationFailedError
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT

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
        asked = [threads.submit(compute_in, processes, simulation(10_000)) for _ in range(2)]
        while len(started := set(psutil.Process().children()) - before) < 2:
            assert not any(one.done() for one in asked)
            time.sleep(0.01)
    for one in asked:
        with pytest.raises(ComputationFailedError):
            one.result()
    assert not any(process.is_running() for process in started)
    with pytest.raises(ComputationFailedError, match="has ended"):
        compute_in(processes, simulation(1))


COMPUTING_FOR_LONG = """
import sys
from tasks.computing.computations import COMPUTATIONS, compute
compute(*COMPUTATIONS.validate_json(sys.argv[1]))
"""


def test_a_computing_process_ends_with_the_killed_process_that_asked_it() -> None:
    question = COMPUTATIONS.dump_json((simulation(100_000),)).decode()
    asker = psutil.Popen([sys.executable, "-c", COMPUTING_FOR_LONG, question], cwd=PROJECT_ROOT)
    try:
        while not (computing := [one for one in asker.children() if one.cpu_times().user > 1]):
            assert asker.poll() is None
            time.sleep(0.05)
    finally:
        asker.kill()
        asker.wait()
    _, alive = psutil.wait_procs(computing, timeout=20)
    for one in alive:
        one.kill()
    assert alive == []


def test_a_module_is_told_what_it_is_given_and_says_how_it_ended(tmp_path: Path) -> None:
    (tmp_path / "probe.py").write_text(
        "import os, sys\n"
        "words, given = sys.argv[1:], sys.stdin.read()\n"
        "print(words, given, os.environ['OPENBLAS_NUM_THREADS'])\n"
        "sys.exit(given or 0)\n"
    )
    with ComputingProcesses() as processes:
        assert processes.answer("probe", "one", "two", folder=tmp_path) == b"['one', 'two']  1\n"
        with pytest.raises(ComputationFailedError, match=r"^probe one failed: not today "):
            processes.answer("probe", "one", given=b"not today", folder=tmp_path)
        assert last_words(processes.run("probe", given=b"a\nb\n", folder=tmp_path)) == "b"


def test_a_process_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    (tmp_path / "probe.py").write_text("import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(600)\n")
    with ComputingProcesses() as processes, pytest.raises(subprocess.TimeoutExpired):
        processes.run("probe", timeout_s=2, folder=tmp_path)
    assert not psutil.pid_exists(int((tmp_path / "pid").read_text()))

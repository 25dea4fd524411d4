"""What a gate computes at every seed, in processes of their own: some seeds at a time, a failed one once more."""

from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from prefect import Task, task
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import ThreadPoolTaskRunner

from tasks.computing.computations import Contested, Simulate, SimulateContest, Simulated, compute_in
from tasks.computing.processes import ComputingProcesses
from tasks.errors import ComputationFailedError, SeedsFailedError
from tasks.gate.artifact_keys import artifact_key
from tasks.gate.progress import show_count

AT_A_TIME = 2

Result = TypeVar("Result")
Job = Callable[[ComputingProcesses], Result]
"""What is computed at one seed, by one of the processes of a block; pure, so that a failure is worth a second attempt."""
Found = TypeVar("Found", Simulated, Contested)
Simulations = Mapping[str, Simulate] | Mapping[str, SimulateContest]
"""What to simulate at one seed, by method."""


@task(cache_policy=NO_CACHE, persist_result=False, retries=1, task_run_name="seed-{seed}")
def compute_seed(seed: str, job: Job[Result], processes: ComputingProcesses) -> Result:
    """The result of the job at one seed."""
    return job(processes)


def compute_seeds(gate: str, jobs: Mapping[str, Job[Result]], take: Callable[[str, Result], None], at_a_time: int = AT_A_TIME) -> None:
    """Run every seed's job, by the seed's name, and hand over the results as they come; the progress is on the terminal and in Prefect.

    Errors: SeedsFailedError (tasks.seeds.failed) naming every seed that failed twice, once the others have ended.
    """
    failed: dict[str, str] = {}
    bar = create_progress_artifact(0.0, key=artifact_key("seeds", gate), description=f"{len(jobs)} seeds, {gate}")
    with (
        show_count("seeds", len(jobs), "seeds") as show,
        ThreadPoolTaskRunner[Result](max_workers=at_a_time) as runner,
        ComputingProcesses() as processes,
    ):
        waiting: dict[PrefectFuture[Result], str] = {}
        compute = cast("Task[..., Result]", compute_seed)
        for seed, job in jobs.items():
            waiting[runner.submit(compute, {"seed": seed, "job": job, "processes": processes})] = seed
        for count, future in enumerate(as_completed(list(waiting)), start=1):
            try:
                take(waiting[future], future.result())
            except ComputationFailedError as error:
                failed[waiting[future]] = str(error)
            show(count)
            update_progress_artifact(bar, 100.0 * count / len(jobs))  # pyright: ignore[reportArgumentType]
    if failed:
        raise SeedsFailedError("; ".join(f"seed {seed}: {failed[seed]}" for seed in jobs if seed in failed))


def simulate_seeds(
    gate: str, asked: Mapping[int, Simulations], found: dict[tuple[int, str], Found], kind: type[Found], at_a_time: int = AT_A_TIME
) -> None:
    """Put every seed's results, which are of `kind`, into `found`, by seed and method, as they come.

    Errors: those of `compute_seeds`.
    """

    def job(simulations: Simulations) -> Job[dict[str, Found]]:
        return lambda processes: simulate_in(processes, simulations, kind)

    def take(seed: str, results: dict[str, Found]) -> None:
        found.update({(int(seed), method): result for method, result in results.items()})

    compute_seeds(gate, {str(seed): job(simulations) for seed, simulations in asked.items()}, take, at_a_time)


def simulate_in(processes: ComputingProcesses, simulations: Simulations, kind: type[Found]) -> dict[str, Found]:
    """The result of each simulation by method, all of them from one process."""
    results = compute_in(processes, *simulations.values())
    return {method: result for method, result in zip(simulations, results, strict=True) if isinstance(result, kind)}

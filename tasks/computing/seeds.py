"""Every seed's simulations, in processes of their own: two seeds at a time, a failed one once more."""

from collections.abc import Mapping
from typing import TypeVar

from prefect import task
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import ThreadPoolTaskRunner

from tasks.computing.computations import Contested, Result, Simulate, SimulateContest, Simulated, compute_in
from tasks.computing.processes import ComputingProcesses
from tasks.errors import ComputationFailedError, SeedsFailedError
from tasks.gate.artifact_keys import artifact_key
from tasks.gate.progress import show_count

AT_A_TIME = 2

Found = TypeVar("Found", Simulated, Contested)
Simulations = Mapping[str, Simulate] | Mapping[str, SimulateContest]
"""What to simulate at one seed, by method."""


@task(cache_policy=NO_CACHE, persist_result=False, retries=1, task_run_name="simulate-seed-{seed}")
def simulate_seed(seed: int, simulations: Simulations, processes: ComputingProcesses) -> dict[str, Result]:
    """The result of each method at one seed, from one process; pure, so that a failure is worth a second attempt."""
    results = compute_in(processes, *simulations.values())
    return dict(zip(simulations, results, strict=True))


def simulate_seeds(gate: str, asked: Mapping[int, Simulations], found: dict[tuple[int, str], Found], kind: type[Found]) -> None:
    """Put every seed's results, which are of `kind`, into `found` by seed and method, as they come; its progress is on the terminal and in Prefect.

    Errors: SeedsFailedError (tasks.seeds.failed) naming every seed that failed twice, once the others have ended.
    """
    failed: dict[int, str] = {}
    bar = create_progress_artifact(0.0, key=artifact_key("seeds", gate), description=f"{len(asked)} seeds, {gate}")
    with (
        show_count("simulate", len(asked), "seeds") as show,
        ThreadPoolTaskRunner[dict[str, Result]](max_workers=AT_A_TIME) as runner,
        ComputingProcesses() as processes,
    ):
        waiting: dict[PrefectFuture[dict[str, Result]], int] = {}
        for seed, simulations in asked.items():
            future = runner.submit(simulate_seed, {"seed": seed, "simulations": simulations, "processes": processes})
            waiting[future] = seed
        for count, future in enumerate(as_completed(list(waiting)), start=1):
            seed = waiting[future]
            try:
                found |= {(seed, method): result for method, result in future.result().items() if isinstance(result, kind)}
            except ComputationFailedError as error:
                failed[seed] = str(error)
            show(count)
            update_progress_artifact(bar, 100.0 * count / len(asked))  # pyright: ignore[reportArgumentType]
    if failed:
        raise SeedsFailedError("; ".join(f"seed {seed}: {failed[seed]}" for seed in asked if seed in failed))

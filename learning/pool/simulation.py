"""A whole training in a pool of processes, from its beginning or from a checkpoint."""

from collections.abc import Callable, Mapping, Sequence

from learning.arrays import Float32Array
from learning.checkpoints import pack_checkpoint, unpack_checkpoint
from learning.examples import Examples
from learning.plan import TrainingPlan
from learning.pool.crew import Pool
from learning.simulation import RunState, SimulatedRound, SimulationResult, check_run, first_state, run_rounds


def simulate_pooled(
    plan: TrainingPlan,
    shards: Sequence[Examples],
    participation: Sequence[Sequence[int]] | None = None,
    on_round: Callable[[SimulatedRound, Float32Array], None] | None = None,
    *,
    num_workers: int,
    environment: Mapping[str, str],
    on_progress: Callable[[int, int], None] | None = None,
    on_checkpoint: Callable[[bytes], None] | None = None,
    checkpoint: bytes | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> SimulationResult:
    """What `simulate` returns, bit for bit, by `num_workers` processes; see there and `Pool` for the arguments.

    `on_checkpoint` is given the bytes of a checkpoint after each round, and `checkpoint`, such bytes, is where the training goes on:
    it ends in the same bits. However the call ends, no process and no shared memory remains.
    Errors: those of `simulate`; learning.run.cancelled, learning.pool.worker_lost, learning.checkpoint.invalid.
    """
    check_run(plan, shards, participation)
    state = first_state(plan) if checkpoint is None else unpack_checkpoint(checkpoint, plan)

    def tell(state: RunState) -> None:
        if on_checkpoint:
            on_checkpoint(pack_checkpoint(plan, state))
        if on_round:
            on_round(state.rounds[-1], state.weights_P)

    with Pool(plan, shards, num_workers, environment, on_progress=on_progress, is_cancelled=is_cancelled) as pool:
        return run_rounds(plan, pool, state, participation, tell)

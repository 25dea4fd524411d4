"""Who trains when on what: a function of the plan alone, never of arrival order."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from learning.arrays import IndexArray
from learning.errors import PlanInvalidError
from learning.loops.switch import loaded_loops
from learning.plan import MAX_STEP_EXAMPLES, MAX_STEPS, TrainingPlan
from learning.randomness import generator, seed_words
from learning.visits import Visits


def select_clients(plan: TrainingPlan, round_index: int) -> tuple[int, ...]:
    """The clients asked in one round, ascending, drawn without replacement."""
    draw = generator(plan.seed, round_index, 0, "select").choice(plan.num_clients, plan.clients_per_round, replace=False)
    return tuple(np.sort(draw).tolist())


def num_batches(num_examples: int, plan: TrainingPlan) -> int:
    """How many minibatches a client of so many examples has in a round.

    Errors: PlanInvalidError (learning.plan.invalid) where the passes over these examples are more than one round may hold.
    """
    local = plan.local
    number = local.num_steps or (local.epochs or 0) * -(-num_examples // local.batch_size)
    if number > MAX_STEPS or (local.epochs or 0) * num_examples > MAX_STEP_EXAMPLES:
        raise PlanInvalidError("too many passes over so many examples", epochs=local.epochs, num_examples=num_examples)
    return number


def num_visits(num_examples: int, plan: TrainingPlan) -> int:
    """How many examples all minibatches of one client in one round hold together.

    Errors: those of `num_batches`.
    """
    passes, rest = divmod(num_batches(num_examples, plan), -(-num_examples // plan.local.batch_size))
    return passes * num_examples + min(num_examples, rest * plan.local.batch_size)


def client_visits(num_examples: int, plan: TrainingPlan, round_index: int, client: int) -> Visits:
    """The minibatches of one client in one round: a fresh order each pass over its examples, the ragged last batch of a pass kept.

    Errors: those of `num_batches`.
    """
    ends, num_passes = _shape(num_examples, plan)
    random = generator(plan.seed, round_index, plan.client_seed(client), "batches")
    passes = [random.permutation(num_examples) for _ in range(num_passes)]
    return Visits(np.concatenate(passes)[: ends[-1]].astype(np.intp, copy=False), ends)


def clients_visits(clients: Sequence[int], sizes: Sequence[int], plan: TrainingPlan, round_index: int) -> list[Visits]:
    """What `client_visits` returns for each of these clients, of which each has so many examples; its errors."""
    loops = loaded_loops()
    if loops is None or not loops.draws:
        return [client_visits(size, plan, round_index, client) for client, size in zip(clients, sizes, strict=True)]
    shapes = [_shape(size, plan) for size in sizes]
    words_C4 = seed_words(plan.seed, round_index, [plan.client_seed(one) for one in clients] if plan.client_seeds else clients, "batches")
    orders = loops.draw(words_C4, sizes, [num_passes for _, num_passes in shapes])
    return [Visits(order_S[: ends[-1]], ends) for order_S, (ends, _) in zip(orders, shapes, strict=True)]


def client_batches(num_examples: int, plan: TrainingPlan, round_index: int, client: int) -> list[IndexArray]:
    """Those of `client_visits`; its errors."""
    return client_visits(num_examples, plan, round_index, client).batches


def _shape(num_examples: int, plan: TrainingPlan) -> tuple[IndexArray, int]:
    """Where each batch ends, and in how many passes over the examples."""
    number = num_batches(num_examples, plan)
    return (_kept_shape if number <= _MAX_KEPT_ENDS else _batch_ends)(num_examples, plan.local.batch_size, number)


def _batch_ends(num_examples: int, size: int, number: int) -> tuple[IndexArray, int]:
    passes, places = np.divmod(np.arange(number), -(-num_examples // size))
    ends = passes * num_examples + np.minimum((places + 1) * size, num_examples)
    ends.flags.writeable = False
    return ends, int(passes[-1]) + 1


_MAX_KEPT_ENDS = 4096
_kept_shape = lru_cache(maxsize=256)(_batch_ends)

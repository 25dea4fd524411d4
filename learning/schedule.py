"""Who trains when on what: a function of the plan alone, never of arrival order."""

import numpy as np

from learning.arrays import IndexArray
from learning.errors import PlanInvalidError
from learning.plan import MAX_STEP_EXAMPLES, MAX_STEPS, TrainingPlan
from learning.randomness import generator


def select_clients(plan: TrainingPlan, round_index: int) -> tuple[int, ...]:
    """The clients asked in one round, ascending, drawn without replacement."""
    draw = generator(plan.seed, round_index, 0, "select").choice(plan.num_clients, plan.clients_per_round, replace=False)
    return tuple(int(client) for client in np.sort(draw))


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


def client_batches(num_examples: int, plan: TrainingPlan, round_index: int, client: int) -> list[IndexArray]:
    """The minibatches of one client in one round: a fresh order each pass over its examples, the ragged last batch of a pass kept.

    Shapes: each [at most batch_size], indices into the client's own examples.
    Errors: those of `num_batches`.
    """
    random = generator(plan.seed, round_index, plan.client_seed(client), "batches")
    number, size = num_batches(num_examples, plan), plan.local.batch_size
    batches: list[IndexArray] = []
    while len(batches) < number:
        order_N = random.permutation(num_examples).astype(np.intp, copy=False)
        batches.extend(order_N[start : start + size] for start in range(0, num_examples, size))
    return batches[:number]

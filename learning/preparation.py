"""A client's examples as its training takes them, worked out once for all rounds by whoever has the memory."""

from collections.abc import Sequence
from dataclasses import dataclass

from learning.examples import Examples, check_examples
from learning.kernels.inner_products import InnerProducts
from learning.kernels.registry import kernel_for
from learning.normalisation import normalise
from learning.plan import TrainingPlan
from learning.schedule import num_visits

_MAX_KEPT_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True, eq=False)
class PreparedExamples:
    """Examples that fit the plan, on the scale of its normalisation; `inner` is what the kernel's training needs of them besides, if anything."""

    examples: Examples
    inner: InnerProducts | None


def prepare(plan: TrainingPlan, examples: Examples) -> PreparedExamples:
    """The examples of any client, for every round of the plan.

    Errors: learning.data.malformed, and learning.plan.invalid where there are too many examples for it.
    """
    check_examples(examples, plan.model)
    examples = normalise(examples, plan.normalisation)
    inner = kernel_for(plan.model).prepare(examples, num_visits(examples.num_examples, plan), plan.model, plan.local)
    return PreparedExamples(examples, inner)


class Preparations:
    """The clients of one training, each prepared when it is first asked for and kept while there is room; to be used while no shard changes.

    Clients that are made whenever they are asked for are not kept.
    """

    def __init__(self, plan: TrainingPlan, shards: Sequence[Examples], max_bytes: int = _MAX_KEPT_BYTES) -> None:
        self._plan, self._shards = plan, shards
        self._room = max_bytes if isinstance(shards, list | tuple) else 0
        self._kept: dict[int, PreparedExamples] = {}

    def __getitem__(self, client: int) -> PreparedExamples:
        """What `prepare` returns for the client's examples; its errors."""
        if client in self._kept:
            return self._kept[client]
        examples = self._shards[client]
        prepared = prepare(self._plan, examples)
        size_bytes = prepared.inner.size_bytes if prepared.inner else 0
        if prepared.examples is not examples:
            size_bytes += prepared.examples.features_NF.nbytes
        if size_bytes <= self._room:
            self._room -= size_bytes
            self._kept[client] = prepared
        return prepared

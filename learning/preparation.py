"""A client's examples as its training takes them, worked out once for all rounds by whoever has the memory; and in which batches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from learning.examples import Examples, check_examples
from learning.kernels.inner_products import InnerProducts
from learning.kernels.registry import kernel_for
from learning.normalisation import normalise
from learning.plan import TrainingPlan
from learning.schedule import client_visits, clients_visits, num_visits
from learning.visits import Visits

_MAX_KEPT_BYTES = 64 * 2**20
_DRAWN_TOGETHER = 32
_MAX_VISITS_AHEAD = 65_536
"""Of one client: 0.5 MiB of batches that lie ready."""


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
    if not examples.features_NF.flags.c_contiguous:  # BLAS takes another way with them, to other bits
        examples = Examples(np.ascontiguousarray(examples.features_NF), examples.labels_N, examples.prefix)
    examples = normalise(examples, plan.normalisation)
    inner = kernel_for(plan.model).prepare(examples, num_visits(examples.num_examples, plan), plan.model, plan.local)
    return PreparedExamples(examples, inner)


class Preparations:
    """The clients of one training, each prepared when it is first asked for and kept while there is room; to be used while no shard changes.

    Clients that are made whenever they are asked for are not kept.
    """

    def __init__(self, plan: TrainingPlan, shards: Sequence[Examples], max_bytes: int = _MAX_KEPT_BYTES) -> None:
        self._plan, self._shards, self._is_kept = plan, shards, isinstance(shards, list | tuple)
        self._room = max_bytes if self._is_kept else 0
        self._kept: dict[int, PreparedExamples] = {}
        self._round_index = 0
        self._expected: Iterator[int] = iter(())
        self._drawn: dict[int, Visits] = {}
        self._small: dict[int, bool] = {}

    def __getitem__(self, client: int) -> PreparedExamples:
        """What `prepare` returns for the client's examples; its errors."""
        if client in self._kept:
            return self._kept[client]
        examples = self._shards[client]
        prepared = prepare(self._plan, examples)
        size_bytes = prepared.inner.size_bytes if prepared.inner else 0
        if prepared.examples is not examples:
            size_bytes += prepared.examples.features_NF.nbytes
        if self._is_kept and size_bytes <= self._room:
            self._room -= size_bytes
            self._kept[client] = prepared
        return prepared

    def expect(self, round_index: int, clients: Sequence[int]) -> None:
        """A round begins, and these clients will be trained, most of them and most likely in this order."""
        self._round_index, self._drawn = round_index, {}
        self._expected = iter(clients if self._is_kept else ())

    def ready(self, client: int) -> tuple[PreparedExamples, Visits]:
        """The client's examples, and what `client_visits` returns for it in this round; the errors of both.

        The batches of the clients that are expected next are drawn with its own: right after one another it takes a quarter of the time.
        """
        prepared = self[client]
        if client not in self._drawn:
            sizes = {one: self._shards[one].num_examples for one in islice(self._expected, _DRAWN_TOGETHER)}
            few = [one for one, size in sizes.items() if self._is_small(size)]
            visits = clients_visits(few, [sizes[one] for one in few], self._plan, self._round_index)
            self._drawn |= dict(zip(few, visits, strict=True))
        visits = self._drawn.pop(client, None)
        return prepared, visits or client_visits(prepared.examples.num_examples, self._plan, self._round_index, client)

    def _is_small(self, num_examples: int) -> bool:
        """Whether batches of so many examples are drawn ahead."""
        if num_examples not in self._small:
            is_few = 0 < num_examples <= _MAX_VISITS_AHEAD
            self._small[num_examples] = is_few and num_visits(num_examples, self._plan) <= _MAX_VISITS_AHEAD
        return self._small[num_examples]

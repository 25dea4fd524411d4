"""What calls the compiled loops: lays out their arrays, and says which trainings are for them."""

# N examples, V features that vary, H units, K classes, B examples of a batch.

from collections import deque
from collections.abc import Sequence

import numpy as np

from learning.arrays import Float32Array, IndexArray, Int64Array, UInt32Array
from learning.examples import Examples
from learning.kernels.blas import LEAST_ROWS, UNPACKED_PRODUCT, aligned_empty
from learning.kernels.inner_products import InnerProducts
from learning.kernels.kernel import LocalResult
from learning.kernels.loss import mean_losses
from learning.loops.compiled import train
from learning.loops.draws import draw
from learning.loops.layouts import find_varying, lay_out
from learning.loops.places import EIGHT, NUM_FIELDS, room_size
from learning.loops.sums import add_terms, divide
from learning.loops.switch import Pupil, SumPlace
from learning.plan import LocalTraining, ModelSpec
from learning.visits import Visits

_MAX_KEPT_FLOATS = 2**23
"""32 MiB: larger arrays are not kept for the next client."""
_NOWHERE = (0, 0.0, 0.0, 0.0)


class CompiledLoops:
    """See `learning.loops.switch.Loops`."""

    def __init__(self) -> None:
        self._idle: deque[Float32Array] = deque(maxlen=1)  # taken out while somebody works in it
        # NumPy promises to keep the numbers of its generators, but not what it makes of them.
        words_C4, sizes, passes = np.array([[1, 2, 3, 4], [5, 6, 7, 8]], dtype=np.uint32), (99, 40), (1, 2)
        found = np.concatenate(self.draw(words_C4, sizes, passes))
        randoms = [np.random.Generator(np.random.PCG64(np.random.SeedSequence(words))) for words in words_C4]
        drawn = [random.permutation(size) for random, size, number in zip(randoms, sizes, passes, strict=True) for _ in range(number)]
        self.draws = np.array_equal(found, np.concatenate(drawn))

    def draw(self, words_C4: UInt32Array, sizes: Sequence[int], num_passes: Sequence[int]) -> list[IndexArray]:
        """See `learning.loops.switch.Loops`."""
        sizes_C, passes_C = np.array(sizes, dtype=np.int64), np.array(num_passes, dtype=np.int64)
        ends = (sizes_C * passes_C).cumsum().tolist()
        order_S = np.empty(ends[-1] if ends else 0, dtype=np.intp)
        draw(words_C4, sizes_C, passes_C, order_S)
        return [order_S[start:end] for start, end in zip((0, *ends), ends, strict=False)]

    def takes(self, batch_size: int, spec: ModelSpec) -> bool:
        """One hidden layer, and nothing so narrow or so wide that the NumPy code turns, parts or adds up its arrays in another order."""
        if spec.kind != "mlp" or len(spec.layer_sizes) != 3:
            return False
        num_units, num_classes = spec.layer_sizes[1:]
        return min(num_units, num_classes) > 1 and num_classes <= 16 * EIGHT and batch_size * num_units * num_classes <= UNPACKED_PRODUCT

    def train(
        self,
        weights_P: Float32Array,
        examples: Examples,
        batches: Sequence[IndexArray],
        spec: ModelSpec,
        local: LocalTraining,
        *,
        inner: InnerProducts,
    ) -> LocalResult:
        """See `learning.kernels.mlp.train_mlp`."""
        visits = Visits(np.concatenate(batches), np.cumsum([len(batch) for batch in batches]))
        update_P = np.empty_like(weights_P)
        losses = self._train(None, [Pupil(examples, inner, visits)], (1.0,), weights_P, update_P, spec=spec, local=local)
        return LocalResult(update_P, losses[0])

    def train_into(
        self,
        place: SumPlace,
        pupils: Sequence[Pupil],
        weights: Sequence[float],
        weights_P: Float32Array,
        *,
        spec: ModelSpec,
        local: LocalTraining,
    ) -> list[float]:
        """See `learning.loops.switch.Loops`."""
        return self._train(place, pupils, weights, weights_P, None, spec=spec, local=local)

    def _train(
        self,
        place: SumPlace | None,
        pupils: Sequence[Pupil],
        weights: Sequence[float],
        weights_P: Float32Array,
        update_P: Float32Array | None,
        *,
        spec: ModelSpec,
        local: LocalTraining,
    ) -> list[float]:
        weights_P, (num_units, num_classes) = np.ascontiguousarray(weights_P), spec.layer_sizes[1:]
        rows: list[int] = []
        most_examples = most_varying = largest_batch = 0
        for _, inner, visits in pupils:
            num_examples, num_varying = inner.features_NV.shape
            rows += (*inner.addresses, num_examples, num_varying, len(visits.ends))
            most_examples, most_varying = max(most_examples, num_examples), max(most_varying, num_varying)
            largest_batch = max(largest_batch, int(visits.ends[0]))
        floats = self._floats(room_size(most_examples, most_varying, num_units, num_classes, largest_batch))
        order_S = np.concatenate([one.visits.order_S for one in pupils])
        likelihoods_S = np.empty(len(order_S), dtype=np.float32)
        fields = (
            _address(weights_P, np.float32, spec), 0 if update_P is None else _address(update_P, np.float32, spec),
            np.array(rows, np.int64).reshape(len(pupils), NUM_FIELDS), np.concatenate([one.examples.labels_N for one in pupils]),
            order_S, likelihoods_S, np.concatenate([one.visits.ends for one in pupils]),
            *((_address(place.sum_P, np.int64, spec), *place[1:]) if place else _NOWHERE), np.array(weights),
            *spec.layer_sizes, -local.learning_rate, UNPACKED_PRODUCT, LEAST_ROWS,
        )  # fmt: skip
        number = train(floats, fields)
        if len(floats) <= _MAX_KEPT_FLOATS:
            self._idle.append(floats)
        sizes = [len(one.visits.order_S) for one in pupils[:number]]
        return mean_losses(likelihoods_S[: sum(sizes)], sizes) if sizes else []

    def find_varying(self, features_NF: Float32Array) -> tuple[IndexArray, Float32Array]:
        """See `learning.loops.switch.Loops`."""
        num_features = features_NF.shape[1]
        varying_F, constants_F = np.empty(num_features, dtype=np.intp), np.empty(num_features, dtype=np.float32)
        return varying_F[: find_varying(features_NF, varying_F, constants_F)].copy(), constants_F

    def lay_out(
        self,
        features_NF: Float32Array,
        varying_V: IndexArray,
        constants_F: Float32Array,
        features_NV: Float32Array,
        products_NN: Float32Array,
    ) -> bool:
        """See `learning.loops.switch.Loops`."""
        return lay_out(features_NF, varying_V, constants_F, (features_NV, products_NN), UNPACKED_PRODUCT)

    def add_terms(self, sum_P: Int64Array, update_P: Float32Array, scale: float, rounder: float) -> None:
        """See `learning.loops.switch.Loops`."""
        add_terms(sum_P, update_P, scale, rounder)

    def divide(self, sum_P: Int64Array, rounders: int, divisor: float, mean_P: Float32Array) -> None:
        """See `learning.loops.switch.Loops`."""
        divide(sum_P, rounders, divisor, mean_P)

    def _floats(self, size: int) -> Float32Array:
        try:
            floats = self._idle.pop()
        except IndexError:
            return aligned_empty(size)
        return floats if size <= len(floats) else aligned_empty(size)


def _address(array_P: Float32Array | Int64Array, dtype: type, spec: ModelSpec) -> int:
    assert array_P.dtype == dtype and array_P.shape == (spec.num_parameters,) and array_P.flags.c_contiguous
    return array_P.ctypes.data

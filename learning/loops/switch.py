"""Whether this process computes by compiled loops. Light to import: the compiler is loaded when somebody asks for it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from learning.arrays import Float32Array, IndexArray, Int64Array, UInt32Array
from learning.examples import Examples
from learning.plan import LocalTraining, ModelSpec
from learning.visits import Visits

if TYPE_CHECKING:
    from learning.kernels.inner_products import InnerProducts
    from learning.kernels.kernel import LocalResult


class SumPlace(NamedTuple):
    """Where and how somebody else adds an update: the bits of weight·unit·update + rounder, in doubles; no weight·update above `largest`."""

    sum_P: Int64Array
    unit: float
    rounder: float
    largest: float


class Pupil(NamedTuple):
    """A client before its training."""

    examples: Examples
    inner: "InnerProducts"
    visits: Visits


class Loops(Protocol):
    """What is computed by loops where they are loaded, to the same bits."""

    @property
    def draws(self) -> bool:
        """Whether `draw` ends in the bits of this NumPy."""
        ...

    def draw(self, words_C4: UInt32Array, sizes: Sequence[int], num_passes: Sequence[int]) -> list[IndexArray]:
        """For each client as many permutations of its examples, one behind another, drawn from a generator of its `seed_words`."""
        ...

    def takes(self, batch_size: int, spec: ModelSpec) -> bool:
        """Whether `train` is for such a perceptron, where the first batch is so large and no other is larger."""
        ...

    def train(
        self,
        weights_P: Float32Array,
        examples: Examples,
        batches: Sequence[IndexArray],
        spec: ModelSpec,
        local: LocalTraining,
        *,
        inner: "InnerProducts",
    ) -> "LocalResult":
        """See `learning.kernels.mlp.train_mlp`."""
        ...

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
        """Train these clients, all of which are taken, and add their updates to a sum, each with its weight.

        Returns the losses of those that were added: of all, or of those before the first whose update the sum cannot take.
        """
        ...

    def find_varying(self, features_NF: Float32Array) -> tuple[IndexArray, Float32Array]:
        """Which features vary [V], and what the others are [F], nought where one varies."""
        ...

    def lay_out(
        self,
        features_NF: Float32Array,
        varying_V: IndexArray,
        constants_F: Float32Array,
        features_NV: Float32Array,
        products_NN: Float32Array,
    ) -> bool:
        """Fill the last two arrays of an `InnerProducts`; whether every product is finite."""
        ...

    def add_terms(self, sum_P: Int64Array, update_P: Float32Array, scale: float, rounder: float) -> None:
        """Add to the sum the bits of scale·update + rounder, in doubles."""
        ...

    def divide(self, sum_P: Int64Array, rounders: int, divisor: float, mean_P: Float32Array) -> None:
        """Set the mean to (sum − rounders) / divisor; the difference wraps at 2^64."""
        ...


_loaded: list[Loops] = []


def load_loops() -> bool:
    """From now on this process computes by compiled loops.

    False where numba is not installed, or has nowhere to keep what it compiles: then everything stays as it is.
    Worth its second for a simulation of some thousand trainings of clients. Once on a machine, and again when the loops change, they are
    compiled at their first use, which takes ten seconds.
    """
    if not _loaded:
        try:
            import numba  # noqa: F401  # pyright: ignore
        except ImportError:
            return False
        try:
            from learning.loops.perceptron import CompiledLoops
        except RuntimeError:  # it can write neither beside the code nor in the user's folder
            return False

        _loaded.append(CompiledLoops())
    return True


def unload_loops() -> None:
    """From now on this process computes by NumPy again."""
    _loaded.clear()


def loaded_loops() -> Loops | None:
    """The loops, None where nobody has loaded them."""
    return _loaded[0] if _loaded else None

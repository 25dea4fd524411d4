"""Whether this process computes by compiled loops. Light to import: the compiler is loaded when somebody asks for it."""

from collections.abc import Sequence
from typing import Protocol

from learning.arrays import Float32Array, IndexArray, Int64Array
from learning.examples import Examples
from learning.kernels.inner_products import InnerProducts
from learning.kernels.kernel import LocalResult
from learning.plan import LocalTraining, ModelSpec


class Loops(Protocol):
    """What is computed by loops where they are loaded, to the same bits."""

    def takes(self, batches: Sequence[IndexArray], spec: ModelSpec) -> bool:
        """Whether `train` is for such a perceptron."""
        ...

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

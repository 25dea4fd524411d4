"""What a kernel offers: the port through which clients, evaluation and files reach one kind of model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from learning.arrays import Float32Array, IndexArray
from learning.examples import Examples, Prefix
from learning.kernels.inner_products import InnerProducts
from learning.plan import LocalTraining, ModelSpec


@dataclass(frozen=True, slots=True, eq=False)
class LocalResult:
    """What local training ends in: by how much it moved the weights [P], and the mean cross-entropy over its steps as it went."""

    update_P: Float32Array
    loss: float


class Kernel(Protocol):
    """One kind of model over a flat vector of weights [P], whose layout is `learning.layouts`'."""

    def initial_weights(self, spec: ModelSpec, seed: int) -> Float32Array:
        """The weights [P] that a seed starts from."""
        ...

    def prepare(self, examples: Examples, num_visits: int, spec: ModelSpec, local: LocalTraining) -> InnerProducts | None:
        """What `train` can use of the examples, whatever the weights, where all batches hold `num_visits` together and none an example twice."""
        ...

    def train(
        self,
        weights_P: Float32Array,
        examples: Examples,
        batches: Sequence[IndexArray],
        spec: ModelSpec,
        local: LocalTraining,
        *,
        inner: InnerProducts | None = None,
    ) -> LocalResult:
        """What one pass over `batches` makes of the weights [P], which are left as they are; `inner` is what `prepare` has returned."""
        ...

    def predict(self, weights_P: Float32Array, features_NF: Float32Array, spec: ModelSpec, prefix: Prefix | None = None) -> Float32Array:
        """Logits [N, K]; `prefix` is that of the examples, where the kind of model has one."""
        ...

"""What of a client's examples a perceptron's first layer needs whatever its weights: their inner products, and the features that vary.

See `learning.kernels.first_layer` for what they are for.
"""

# N examples, F features, V features that vary.

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from learning.arrays import Float32Array, IndexArray, all_finite
from learning.kernels.blas import aligned_pair, inner_product, product
from learning.loops.switch import loaded_loops
from learning.plan import LocalTraining, ModelSpec

_MAX_EXAMPLES = 2048
"""16 MiB of inner products."""
_LEAST_SPARED = 2_000_000
"""Multiplications; what goes about them takes as long as these."""


@dataclass(frozen=True, eq=False)
class InnerProducts:
    """The features that vary from example to example, by number and by value, what the others are, and the inner products of all pairs.

    Shapes: varying_V, features_NV, constants_F (nought where a feature varies), products_NN (one more than each, which stands for the bias).
    """

    varying_V: IndexArray
    features_NV: Float32Array
    constants_F: Float32Array
    products_NN: Float32Array

    @cached_property
    def addresses(self) -> tuple[int, ...]:
        """Where each of the four begins in memory, in one piece."""
        return tuple(
            array.__array_interface__["data"][0] for array in (self.varying_V, self.features_NV, self.constants_F, self.products_NN)
        )

    @property
    def size_bytes(self) -> int:
        """The memory that it takes."""
        return sum(array.nbytes for array in (self.varying_V, self.features_NV, self.constants_F, self.products_NN))

    @classmethod
    def of(cls, features_NF: Float32Array, num_visits: int, spec: ModelSpec, local: LocalTraining) -> Self | None:
        """Those of the examples, where they make the training faster, in which so many examples are in all batches together; else None.

        A function of its arguments alone, so that everybody who trains on the same examples does it in the same way.
        """
        is_plain = local.optimiser == "sgd" and not local.momentum and not local.proximal_mu
        if spec.kind != "mlp" or len(spec.layer_sizes) < 3 or not is_plain or not 1 < len(features_NF) <= _MAX_EXAMPLES:
            return None
        by_weights = 2 * num_visits * spec.layer_sizes[0] * spec.layer_sizes[1]
        if by_weights < _LEAST_SPARED:
            return None
        loops = loaded_loops() if features_NF.flags.c_contiguous else None
        varying_V, constants_F = (loops.find_varying if loops else _find_varying)(features_NF)
        by_products = _num_multiplications(len(features_NF), len(varying_V), num_visits, spec.layer_sizes[1])
        if not len(varying_V) or by_weights - by_products < _LEAST_SPARED:
            return None
        features_NV, products_NN = aligned_pair((len(features_NF), len(varying_V)), (len(features_NF), len(features_NF)))
        is_finite = (loops.lay_out if loops else _lay_out)(features_NF, varying_V, constants_F, features_NV, products_NN)
        return cls(varying_V, features_NV, constants_F, products_NN) if is_finite else None


def _find_varying(features_NF: Float32Array) -> tuple[IndexArray, Float32Array]:
    """See `learning.loops.switch.Loops`."""
    varying_V, constants_F = np.flatnonzero((features_NF != features_NF[0]).any(axis=0)), features_NF[0].copy()
    constants_F[varying_V] = 0
    return varying_V, constants_F


def _lay_out(
    features_NF: Float32Array, varying_V: IndexArray, constants_F: Float32Array, features_NV: Float32Array, products_NN: Float32Array
) -> bool:
    """See `learning.loops.switch.Loops`."""
    features_NF.take(varying_V, 1, features_NV, "clip")
    with np.errstate(over="ignore", invalid="ignore"):
        products_NN.fill(1 + inner_product(constants_F, constants_F))
        for call in product(features_NV, features_NV.T, products_NN, 1.0):
            call()
    return all_finite(products_NN)


def _num_multiplications(num_examples: int, num_varying: int, num_visits: int, num_units: int) -> int:
    """Of the inner products, of the first outputs and the update, and of the steps."""
    return num_examples * num_varying * (num_examples + 2 * num_units) + num_visits * num_examples * num_units

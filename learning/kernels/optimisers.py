"""How a kernel's gradients move a client's weights: where a gradient is added up, and what is done once it is whole."""

from typing import Protocol

import numpy as np

from learning.arrays import Float32Array
from learning.kernels.blas import add_scaled
from learning.plan import LocalTraining

_CHUNK = 16_384
"""Parameters worked on at a time, so that the intermediate values stay in the cache."""


class Optimiser(Protocol):
    """A kernel sets target to keep·target + scale·gradient of the mean loss, then calls `apply`."""

    @property
    def target_P(self) -> Float32Array:
        """Where the gradient goes: the weights themselves, or an array of their layout."""
        ...

    @property
    def scale(self) -> float:
        """The gradient's factor."""
        ...

    @property
    def keep(self) -> float:
        """The factor of what the target held before."""
        ...

    def begin(self, start_P: Float32Array) -> None:
        """Forget all earlier steps: the weights are `start_P` [parameters] again, which stays as it is."""
        ...

    def apply(self) -> None:
        """Finish the step."""
        ...


def optimiser_for(local: LocalTraining, trained_P: Float32Array) -> Optimiser:
    """The optimiser that moves `trained_P` [parameters] in place, after `begin`."""
    if local.optimiser == "adamw":
        return AdamW(local, trained_P)
    if local.momentum or local.proximal_mu:
        return MomentumSgd(local, trained_P)
    return Sgd(local, trained_P)


class Sgd:
    """w ← w − lr·gradient, which the gradient's products do by themselves."""

    keep = 1.0

    def __init__(self, local: LocalTraining, trained_P: Float32Array) -> None:
        self.target_P = trained_P
        self.scale = -local.learning_rate

    def begin(self, start_P: Float32Array) -> None:
        """See `Optimiser`."""

    def apply(self) -> None:
        """See `Optimiser`."""


class MomentumSgd:
    """v ← momentum·v + gradient + mu·(w − start); w ← w − lr·v.

    Source: the update rule of torch.optim.SGD.
    """

    scale = 1.0

    def __init__(self, local: LocalTraining, trained_P: Float32Array) -> None:
        self.target_P = np.zeros_like(trained_P)
        self.keep = local.momentum
        self._local = local
        self._start_P, self._trained_P = trained_P, trained_P

    def begin(self, start_P: Float32Array) -> None:
        """See `Optimiser`."""
        self._start_P = start_P
        self.target_P.fill(0)

    def apply(self) -> None:
        """See `Optimiser`."""
        add_proximal_gradient(self.target_P, self._trained_P, self._start_P, self._local.proximal_mu)
        add_scaled(self._trained_P, self.target_P, -self._local.learning_rate)


class AdamW:
    """Adam with decoupled weight decay, its moments at zero at the start of each round.

    Source: Loshchilov, Hutter 2019, arXiv:1711.05101, Algorithm 2; the update rule of torch.optim.AdamW.
    """

    scale = 1.0
    keep = 0.0

    def __init__(self, local: LocalTraining, trained_P: Float32Array) -> None:
        self.target_P = np.zeros_like(trained_P)
        self._local = local
        self._start_P, self._trained_P = trained_P, trained_P
        self._first_P, self._second_P = np.zeros_like(trained_P), np.zeros_like(trained_P)
        self._scratch = np.empty(min(_CHUNK, trained_P.size), dtype=np.float32)
        self._num_steps = 0

    def begin(self, start_P: Float32Array) -> None:
        """See `Optimiser`."""
        self._start_P, self._num_steps = start_P, 0
        for array_P in (self.target_P, self._first_P, self._second_P):
            array_P.fill(0)

    def apply(self) -> None:
        """See `Optimiser`."""
        add_proximal_gradient(self.target_P, self._trained_P, self._start_P, self._local.proximal_mu)
        self._num_steps += 1
        for start in range(0, self.target_P.size, _CHUNK):
            self._apply_to(slice(start, start + _CHUNK))

    def _apply_to(self, part: slice) -> None:
        local, gradient = self._local, self.target_P[part]
        weights, first, second, scratch = self._trained_P[part], self._first_P[part], self._second_P[part], self._scratch[: gradient.size]
        np.multiply(gradient, gradient, out=scratch)
        scratch *= np.float32(1 - local.beta2)
        second *= np.float32(local.beta2)
        second += scratch
        gradient -= first
        gradient *= np.float32(1 - local.beta1)
        first += gradient
        np.sqrt(second, out=scratch)
        scratch /= np.float32((1 - local.beta2**self._num_steps) ** 0.5)
        scratch += np.float32(local.epsilon)
        np.divide(first, scratch, out=scratch)
        scratch *= np.float32(local.learning_rate / (1 - local.beta1**self._num_steps))
        if local.weight_decay:
            weights *= np.float32(1 - local.learning_rate * local.weight_decay)
        weights -= scratch


def add_proximal_gradient(gradient_P: Float32Array, weights_P: Float32Array, start_P: Float32Array, mu: float) -> None:
    """Add the gradient of mu/2·‖weights − start‖² in place.

    Source: Li et al. 2020, arXiv:1812.06127, equation 2.
    """
    if mu:
        add_scaled(gradient_P, weights_P, mu)
        add_scaled(gradient_P, start_P, -mu)

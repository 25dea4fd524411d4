"""Which kernel computes which kind of model."""

from learning.arrays import Float32Array
from learning.kernels.cnn import CnnKernel
from learning.kernels.kernel import Kernel
from learning.kernels.mlp import MlpKernel
from learning.plan import ModelSpec

_KERNELS: dict[str, Kernel] = {"mlp": MlpKernel(), "characters": MlpKernel(), "cnn": CnnKernel()}


def kernel_for(spec: ModelSpec) -> Kernel:
    """The kernel of the kind of model; a plan can name no other kind. That of `lora` loads torch when it is first asked for."""
    if spec.kind == "lora":
        from learning.models.lora import LoraKernel

        return LoraKernel()
    return _KERNELS[spec.kind]


def initial_weights(spec: ModelSpec, seed: int) -> Float32Array:
    """The weights [P] that a training of `spec` starts from, a function of the seed alone."""
    return kernel_for(spec).initial_weights(spec, seed)

"""Every kind of model that a plan can name has a kernel."""

import typing

from learning.adapter import WIDTH, Adapter
from learning.convolutions import Convolutions
from learning.kernels.registry import initial_weights, kernel_for
from learning.plan import ModelSpec

SPECS = {
    "mlp": ModelSpec(kind="mlp", layer_sizes=(4, 3, 2)),
    "characters": ModelSpec(kind="characters", layer_sizes=(4, 3, 2)),
    "lora": ModelSpec(kind="lora", layer_sizes=(WIDTH, 2), adapter=Adapter(rank=1)),
    "cnn": ModelSpec(kind="cnn", layer_sizes=(16, 2), convolutions=Convolutions(height=4, width=4, channels=(3,), kernel_size=2)),
}


def test_every_kind_has_a_kernel_that_fills_its_vector():
    for kind in typing.get_args(ModelSpec.model_fields["kind"].annotation):
        spec = SPECS[kind]
        assert kernel_for(spec) and initial_weights(spec, 0).shape == (spec.num_parameters,)

"""The layout of every kind of model covers its flat vector."""

from math import prod
from typing import get_args

from learning.adapter import WIDTH, Adapter
from learning.convolutions import Convolutions
from learning.layouts import tensor_shapes
from learning.plan import ModelSpec

SPECS = {
    "mlp": ModelSpec(kind="mlp", layer_sizes=(4, 3, 2)),
    "characters": ModelSpec(kind="characters", layer_sizes=(4, 3, 2)),
    "cnn": ModelSpec(kind="cnn", layer_sizes=(16, 2), convolutions=Convolutions(height=4, width=4, channels=(3,), kernel_size=2)),
    "lora": ModelSpec(kind="lora", layer_sizes=(WIDTH, 2), adapter=Adapter(rank=1)),
}


def test_every_parameter_belongs_to_one_tensor() -> None:
    for kind in get_args(ModelSpec.model_fields["kind"].annotation):
        shapes = tensor_shapes(SPECS[kind])
        assert sum(prod(shape) for shape in shapes.values()) == SPECS[kind].num_parameters
        assert all(name.endswith(("weight", "bias", "down", "up")) for name in shapes)

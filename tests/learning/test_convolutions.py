"""Shapes of convolutions, and which ones a plan may name."""

import pytest
from pydantic import ValidationError

from learning.convolutions import Convolutions
from learning.errors import PlanInvalidError
from learning.plan import ModelSpec, parse_plan

MNIST = {"height": 28, "width": 28, "channels": [8, 16], "kernel_size": 5}
PLAN = {
    "model": {"kind": "cnn", "layer_sizes": [784, 10], "convolutions": MNIST},
    "local": {"epochs": 1, "batch_size": 16, "learning_rate": 0.1},
    "codec": "fp32", "strategy": {"name": "fedavg"}, "num_rounds": 1, "num_clients": 4, "clients_per_round": 4, "min_clients": 1, "seed": 0,
}  # fmt: skip


def test_each_convolution_reads_what_the_one_before_puts_out():
    first, second = parse_plan(PLAN).model.convolution_shapes
    assert (first.height, first.width, first.num_outputs, first.window_size) == (12, 12, 1152, 25)
    assert (second.height, second.width, second.num_outputs, second.window_size) == (4, 4, 256, 200)


def test_parameters_are_those_of_convolutions_and_head():
    assert parse_plan(PLAN).model.num_parameters == 26 * 8 + 201 * 16 + 257 * 10


def test_plan_of_a_cnn_survives_json():
    plan = parse_plan(PLAN)
    assert parse_plan(plan.model_dump(mode="json")) == plan


def test_json_of_a_perceptron_names_no_convolutions():
    assert ModelSpec(kind="mlp", layer_sizes=(6, 3)).model_dump(mode="json") == {"kind": "mlp", "layer_sizes": [6, 3]}


@pytest.mark.parametrize(
    "model",
    [
        {"kind": "cnn", "layer_sizes": [784, 10]},
        {"kind": "mlp", "layer_sizes": [784, 10], "convolutions": MNIST},
        {"kind": "cnn", "layer_sizes": [783, 10], "convolutions": MNIST},
        {"kind": "cnn", "layer_sizes": [784, 20, 10], "convolutions": MNIST},
        {"kind": "cnn", "layer_sizes": [784, 10], "convolutions": MNIST | {"channels": []}},
        {"kind": "cnn", "layer_sizes": [784, 10], "convolutions": MNIST | {"channels": [4096, 4096, 4]}},
        {"kind": "cnn", "layer_sizes": [784, 10], "convolutions": MNIST | {"channels": [4] * 4}},
        {"kind": "cnn", "layer_sizes": [4096 * 4096, 10], "convolutions": MNIST | {"height": 4096, "width": 4096}},
        {"kind": "cnn", "layer_sizes": [400 * 400, 10], "convolutions": MNIST | {"height": 400, "width": 400}},
    ],
)
def test_a_cnn_that_contradicts_itself_or_is_too_large_is_refused(model):
    with pytest.raises(PlanInvalidError):
        parse_plan(PLAN | {"model": model})


def test_kernel_larger_than_an_image_is_refused():
    with pytest.raises(ValidationError, match="larger"):
        Convolutions(height=4, width=28, channels=(1,), kernel_size=5)

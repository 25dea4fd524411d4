"""An adapter's sizes are those of the plan that names it, and of the project's figures."""

import pytest

from learning.adapter import INNER_WIDTH, LAYER_SHAPES, NUM_ENCODER_PARAMETERS, WIDTH, Adapter
from learning.errors import PlanInvalidError
from learning.layouts import tensor_shapes
from learning.plan import ModelSpec

LORA = {"kind": "lora", "layer_sizes": [WIDTH, 3], "adapter": {"rank": 4}}
LOCAL = {"epochs": 1, "batch_size": 4, "learning_rate": 0.1}


def test_an_adapter_of_rank_eight_with_its_head_is_three_hundred_times_smaller_than_the_model() -> None:
    spec = ModelSpec(kind="lora", layer_sizes=(WIDTH, 150), adapter=Adapter(rank=8))
    assert spec.num_parameters == 8 * (INNER_WIDTH + WIDTH) + (WIDTH + 1) * 150
    assert NUM_ENCODER_PARAMETERS / spec.num_parameters >= 300


def test_its_tensors_come_before_the_heads() -> None:
    shapes = tensor_shapes(ModelSpec(kind="lora", layer_sizes=(WIDTH, 5), adapter=Adapter(rank=4)))
    assert list(shapes) == ["adapter.down", "adapter.up", "head.weight", "head.bias"]


def test_a_layer_has_as_many_weights_as_inputs_for_each_output() -> None:
    for name, shape in LAYER_SHAPES.items():
        if name.endswith(".bias"):
            assert LAYER_SHAPES[name.replace(".bias", ".weight")][-1] == shape[0]


@pytest.mark.parametrize(
    "fields",
    [
        {"model": {"kind": "lora", "layer_sizes": [WIDTH, 3]}},
        {"model": {"kind": "mlp", "layer_sizes": [WIDTH, 3], "adapter": {"rank": 4}}},
        {"model": {**LORA, "layer_sizes": [100, 3]}},
        {"model": {**LORA, "layer_sizes": [WIDTH, 8, 3]}},
        {"model": {**LORA, "adapter": {"rank": 0}}},
        {"model": LORA, "local": {**LOCAL, "batch_size": 1000}},
        {"model": LORA, "normalisation": {"means": [0.0, 0.0], "scales": [1.0, 1.0]}},
        {"warmup_rounds": 1},
        {"model": LORA, "warmup_rounds": 3},
        {"local": {**LOCAL, "head_learning_rate": 0.1}},
        {"local": {**LOCAL, "is_head_only": True}},
        {"model": LORA, "local": {**LOCAL, "head_learning_rate": 0.1}, "strategy": {"name": "qffl"}},
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(make_plan, fields) -> None:
    with pytest.raises(PlanInvalidError):
        make_plan(**fields)


def test_the_warm_up_ends(make_plan) -> None:
    plan = make_plan(model=LORA, local=LOCAL, warmup_rounds=1)
    assert [plan.local_in(index).is_head_only for index in range(2)] == [True, False]
    assert "warmup_rounds" not in make_plan().model_dump() and "adapter" not in make_plan().model_dump()["model"]

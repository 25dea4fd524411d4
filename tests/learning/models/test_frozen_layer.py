"""The hand-written layer gives the features and the gradients that autograd does."""

import numpy as np
import torch
from torch.nn import functional

from learning.adapter import NUM_HEADS, WIDTH
from learning.models.frozen_layer import NORM_EPSILON, LastLayer, Packing
from tests.learning.texts_behind_prefix import make_layer

LENGTHS = torch.tensor([3, 1, 7, 4])
LAYER = {name: torch.from_numpy(array) for name, array in make_layer().items()}


def by_autograd(x_TH: torch.Tensor, inputs_TX: torch.Tensor) -> torch.Tensor:
    """The features, text by text."""

    def linear(x: torch.Tensor, name: str) -> torch.Tensor:
        return x @ LAYER[f"{name}.weight"] + LAYER[f"{name}.bias"]

    def norm(x: torch.Tensor, name: str) -> torch.Tensor:
        return functional.layer_norm(x, (WIDTH,), LAYER[f"{name}.weight"], LAYER[f"{name}.bias"], NORM_EPSILON)

    means = []
    for x, inputs in zip(x_TH.split(LENGTHS.tolist()), inputs_TX.split(LENGTHS.tolist()), strict=True):
        heads = (part.unflatten(-1, (NUM_HEADS, -1)).transpose(0, 1) for part in inputs.split(WIDTH, -1))
        middle = norm(x + linear(functional.scaled_dot_product_attention(*heads).transpose(0, 1).flatten(1), "attended"), "attended_norm")
        means.append(norm(middle + linear(functional.gelu(linear(middle, "inner")), "outer"), "outer_norm").mean(0))
    return torch.stack(means)


def test_features_and_gradients_are_those_of_autograd() -> None:
    random = torch.Generator().manual_seed(0)
    x_TH, delta_BH = torch.randn(15, WIDTH, generator=random), torch.randn(4, WIDTH, generator=random)
    layer = LastLayer(make_layer())
    inputs_TX = layer.attention_inputs(x_TH).requires_grad_()
    expected_BH = by_autograd(x_TH, inputs_TX)
    expected_BH.backward(delta_BH)
    tape = layer.forward(x_TH, inputs_TX.detach(), Packing.of(LENGTHS))
    query_TH, value_TH = layer.backward(tape, delta_BH)
    assert inputs_TX.grad is not None
    assert torch.allclose(tape.means_BH, expected_BH, atol=1e-5)
    assert torch.allclose(query_TH, inputs_TX.grad[:, :WIDTH], atol=1e-5)
    assert torch.allclose(value_TH, inputs_TX.grad[:, 2 * WIDTH :], atol=1e-5)


def test_heads_and_back_is_where_it_was() -> None:
    packing, rows_TX = Packing.of(LENGTHS), torch.arange(15.0 * 2 * WIDTH).view(15, 2 * WIDTH)
    heads = packing.heads(rows_TX)
    assert heads.shape == (2, 4 * NUM_HEADS, 7, WIDTH // NUM_HEADS)
    assert torch.equal(torch.cat([packing.rows(part) for part in heads], 1), rows_TX)
    assert torch.equal(heads[0, 1, 0], rows_TX[3, : WIDTH // NUM_HEADS])
    assert torch.equal(heads[0, 1, 1:], rows_TX[-1, : WIDTH // NUM_HEADS].expand(6, -1)), "absent tokens"


def test_the_mean_of_a_text_is_that_of_its_tokens_and_its_gradient_is_shared_by_them() -> None:
    packing, rows_TX = Packing.of(LENGTHS), torch.arange(30.0).view(15, 2)
    assert torch.equal(packing.mean(rows_TX)[1], rows_TX[3])
    assert torch.equal(packing.mean_backward(torch.ones(4, 2))[:3], torch.full((3, 2), 1 / 3))
    assert np.isclose(float(packing.mean(rows_TX)[0, 0]), 2.0)

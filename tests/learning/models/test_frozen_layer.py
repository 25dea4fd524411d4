"""The hand-written part gives the features and the gradients that autograd does."""

import numpy as np
import torch
from torch.nn import functional

from learning.adapter import INNER_WIDTH, WIDTH
from learning.models.frozen_layer import NORM_EPSILON, FeedForward, Packing
from learning.models.tensors import from_bfloat16
from tests.learning.texts_behind_prefix import make_layer, make_texts

LENGTHS = torch.tensor([3, 1, 7, 4])
LAYER = {name: torch.from_numpy(array) for name, array in make_layer().items()}


def test_what_is_made_is_the_inner_layer_and_the_residual_with_what_it_leads_to() -> None:
    attended_TH = make_texts(4).prefix.attended_TH
    x_TH = from_bfloat16(attended_TH)
    inner_TI = functional.gelu(x_TH @ LAYER["inner.weight"] + LAYER["inner.bias"])
    made_TX = FeedForward(make_layer()).made(attended_TH)
    assert np.allclose(made_TX[:, :INNER_WIDTH], inner_TI, atol=1e-5)
    assert np.allclose(made_TX[:, INNER_WIDTH:], x_TH + inner_TI @ LAYER["outer.weight"] + LAYER["outer.bias"], atol=1e-5)


def test_features_and_gradients_are_those_of_autograd() -> None:
    random = torch.Generator().manual_seed(0)
    sums_TH, delta_BH = torch.randn(15, WIDTH, generator=random).requires_grad_(), torch.randn(4, WIDTH, generator=random)
    normed_TH = functional.layer_norm(sums_TH, (WIDTH,), LAYER["outer_norm.weight"], LAYER["outer_norm.bias"], NORM_EPSILON)
    expected_BH = torch.stack([text.mean(0) for text in normed_TH.split(LENGTHS.tolist())])
    expected_BH.backward(delta_BH)
    layer = FeedForward(make_layer())
    tape = layer.forward(sums_TH.detach(), Packing.of(LENGTHS))
    assert sums_TH.grad is not None
    assert torch.allclose(tape.means_BH, expected_BH, atol=1e-5)
    assert torch.allclose(layer.backward(tape, delta_BH), sums_TH.grad, atol=1e-5)


def test_the_mean_of_a_text_is_that_of_its_tokens_and_its_gradient_is_shared_by_them() -> None:
    packing, rows_TX = Packing.of(LENGTHS), torch.arange(30.0).view(15, 2)
    assert torch.equal(packing.mean(rows_TX)[1], rows_TX[3])
    assert torch.equal(packing.mean_backward(torch.ones(4, 2))[:3], torch.full((3, 2), 1 / 3))
    assert np.isclose(float(packing.mean(rows_TX)[0, 0]), 2.0)

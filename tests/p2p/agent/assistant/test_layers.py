"""What is written of a network's weights is what is read of them, and the layers are those that torch trained."""

import numpy as np
import pytest
import torch

from learning.models.transformer import Layer
from p2p.agent.assistant.layers import PANEL, Layers, mean_chances, packed, turned, unpacked


def test_weights_survive_their_file() -> None:
    drawn = np.random.default_rng(1)
    weights = {"a.weight": drawn.normal(size=(2, 5, 7)).astype(np.float32), "a.bias": drawn.normal(size=(2, 5)).astype(np.float32)}
    arrays = packed(weights)
    assert arrays["a.weight"].dtype == np.int8 and arrays["a.weight.scale"].shape == (2, 5)
    again = unpacked(arrays)
    assert again.keys() == weights.keys()
    np.testing.assert_array_equal(again["a.bias"], weights["a.bias"])
    step = np.abs(weights["a.weight"]).max(-1, keepdims=True) / 127
    assert (np.abs(again["a.weight"] - weights["a.weight"]) <= step / 2 + 1e-6).all()


def test_tables_are_not_turned() -> None:
    weights = {
        "a.weight": np.zeros((1, 2, 3), np.float32),
        "pos.weight": np.zeros((1, 2, 3), np.float32),
        "a.bias": np.zeros((1, 2), np.float32),
    }
    assert {name: array.shape for name, array in turned(weights, frozenset({"pos.weight"})).items()} == {
        "a.weight": (1, 1, 3, PANEL),
        "pos.weight": (1, 2, 3),
        "a.bias": (1, 2),
    }


@pytest.mark.parametrize("num_outputs", [1, PANEL, PANEL + 1, 3 * PANEL])
@pytest.mark.parametrize("shape", [(5, 7), (2, 5, 7), (0, 7)])
def test_matrices_multiply_in_panels_as_they_were(num_outputs: int, shape: tuple[int, ...]) -> None:
    drawn = np.random.default_rng(1)
    weights = {"a.weight": drawn.normal(size=(2, num_outputs, 7)), "a.bias": drawn.normal(size=(2, num_outputs))}
    weights = {name: array.astype(np.float32) for name, array in weights.items()}
    x = drawn.normal(size=shape).astype(np.float32)
    expected = x @ weights["a.weight"].swapaxes(1, 2) + weights["a.bias"][:, None]
    np.testing.assert_allclose(Layers(turned(weights, frozenset())).linear("a", x), expected, atol=1e-5)


def test_layers_read_as_torch_does() -> None:
    torch.manual_seed(1)
    networks = [
        torch.nn.ModuleDict({"enc": torch.nn.ModuleList(Layer(64, 0.1, is_writing=False) for _ in range(2))}).eval() for _ in range(2)
    ]
    weights = {name: np.stack([network.state_dict()[name].numpy() for network in networks]) for name in networks[0].state_dict()}
    layers = Layers(turned(weights, frozenset()))
    assert layers.names("enc") == ["enc.0", "enc.1"]
    x_LD = np.random.default_rng(1).normal(size=(6, 64)).astype(np.float32)
    read_NLD = layers.read("enc", np.stack([x_LD, x_LD]))
    for network, read_LD in zip(networks, read_NLD, strict=True):
        x_BLD = torch.from_numpy(x_LD)[None]
        with torch.inference_mode():
            for layer in network["enc"]:
                x_BLD = layer(x_BLD, torch.ones(1, 1, 1, 6, dtype=torch.bool))
        np.testing.assert_allclose(read_LD, x_BLD[0].numpy(), atol=2e-5)


def test_the_chances_of_networks_are_averaged_not_their_scores() -> None:
    scores_NA = np.log(np.array([[1, 3], [9, 1]], dtype=np.float32))
    np.testing.assert_allclose(mean_chances(scores_NA), [0.575, 0.425], rtol=1e-5)
    np.testing.assert_allclose(mean_chances(scores_NA + np.float32(500)), [0.575, 0.425], rtol=1e-4)

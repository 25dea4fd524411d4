"""The oracle: every kernel ends where torch does."""

import numpy as np
import pytest
import torch
from torch import nn

from learning.convolutions import Convolutions
from learning.examples import Examples
from learning.kernels.cnn import predict_cnn, train_cnn
from learning.kernels.mlp import predict_mlp, train_mlp
from learning.kernels.registry import initial_weights
from learning.models.torch_generic import cnn_module, load_weights, mlp_module, read_weights, train_module
from learning.plan import LocalTraining, ModelSpec


def test_weights_survive_the_way_through_torch():
    spec = ModelSpec(kind="mlp", layer_sizes=(7, 5, 3))
    weights_P, module = initial_weights(spec, 0), mlp_module(spec)
    load_weights(module, weights_P)
    assert np.array_equal(read_weights(module), weights_P)


@pytest.mark.parametrize("layer_sizes", [(64, 512, 10), (30, 20, 17, 11, 4), (12, 3)])
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"momentum": 0.9},
        {"proximal_mu": 0.5},
        {"momentum": 0.9, "proximal_mu": 0.5},
        {"optimiser": "adamw", "learning_rate": 1e-3},
        {"optimiser": "adamw", "learning_rate": 1e-3, "weight_decay": 0.1, "proximal_mu": 0.5},
    ],
)
def test_kernel_matches_torch_within_1e5_after_one_round(layer_sizes, fields):
    spec = ModelSpec(kind="mlp", layer_sizes=layer_sizes)
    local = LocalTraining(**{"epochs": 2, "batch_size": 16, "learning_rate": 0.05, **fields})
    random = np.random.default_rng(0)
    examples = Examples(random.random((83, layer_sizes[0]), dtype=np.float32), random.integers(0, layer_sizes[-1], 83))
    batches = [order[start : start + 16] for order in (random.permutation(83), random.permutation(83)) for start in range(0, 83, 16)]
    weights_P, module = initial_weights(spec, 1), mlp_module(spec)
    load_weights(module, weights_P)
    train_module(module, examples, batches, local)
    trained_P = weights_P + train_mlp(weights_P, examples, batches, spec, local).update_P
    assert np.abs(trained_P - weights_P).max() > 1e-3
    assert np.abs(trained_P - read_weights(module)).max() < 1e-5


@pytest.mark.parametrize(
    "convolutions",
    [
        Convolutions(height=28, width=28, channels=(8, 16), kernel_size=5),
        Convolutions(height=13, width=10, channels_in=3, channels=(4,), kernel_size=3),
        Convolutions(height=17, width=16, channels_in=2, channels=(4, 5, 6), kernel_size=2),
        Convolutions(height=9, width=9, channels=(4, 3), kernel_size=1),
        Convolutions(height=6, width=5, channels=(1,), kernel_size=5),
    ],
)
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_convolutions_match_torch_within_1e5_after_one_round(convolutions, momentum):
    spec = ModelSpec(kind="cnn", layer_sizes=(convolutions.num_features, 10), convolutions=convolutions)
    local = LocalTraining(epochs=2, batch_size=16, learning_rate=0.05, momentum=momentum)
    random = np.random.default_rng(0)
    examples = Examples(random.random((83, spec.num_features), dtype=np.float32), random.integers(0, 10, 83))
    batches = [order[start : start + 16] for order in (random.permutation(83), random.permutation(83)) for start in range(0, 83, 16)]
    weights_P, module = initial_weights(spec, 1), cnn_module(spec)
    load_weights(module, weights_P)
    assert np.array_equal(read_weights(module), weights_P)
    train_module(module, examples, batches, local)
    trained_P = weights_P + train_cnn(weights_P, examples, batches, spec, local).update_P
    assert np.abs(trained_P - weights_P).max() > 1e-3
    assert np.abs(trained_P - read_weights(module)).max() < 1e-5
    with torch.no_grad():
        logits = module(torch.from_numpy(examples.features_NF)).numpy()
    assert np.allclose(predict_cnn(trained_P, examples.features_NF, spec), logits, atol=1e-4)


def test_prediction_matches_torch():
    spec = ModelSpec(kind="mlp", layer_sizes=(9, 8, 7, 4))
    module, weights_P = mlp_module(spec), initial_weights(spec, 2)
    load_weights(module, weights_P)
    features_NF = np.random.default_rng(0).random((21, 9), dtype=np.float32)
    with torch.no_grad():
        assert np.allclose(predict_mlp(weights_P, features_NF, spec), module(torch.from_numpy(features_NF)).numpy(), atol=1e-6)


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_a_model_of_characters_matches_torch_within_1e5_after_one_round(momentum):
    spec = ModelSpec(kind="characters", layer_sizes=(5, 24, 11))
    local = LocalTraining(epochs=2, batch_size=16, learning_rate=0.05, momentum=momentum)
    random = np.random.default_rng(0)
    examples = Examples(random.integers(0, 11, (83, 5)).astype(np.float32), random.integers(0, 11, 83))
    batches = [order[start : start + 16] for order in (random.permutation(83), random.permutation(83)) for start in range(0, 83, 16)]
    weights_P, module = initial_weights(spec, 1), mlp_module(spec)
    load_weights(module, weights_P)
    train_module(module, examples, batches, local)
    trained_P = weights_P + train_mlp(weights_P, examples, batches, spec, local).update_P
    assert np.abs(trained_P - weights_P).max() > 1e-3
    assert np.abs(trained_P - read_weights(module)).max() < 1e-5


class Scaled(nn.Module):
    """A number that scales its inputs."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(1.5))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.scale * inputs


class Tied(nn.Module):
    """Two layers by the same weights, one of them the other way round, and a third that is the first."""

    def __init__(self) -> None:
        super().__init__()
        self.into, self.back = nn.Linear(24, 24, bias=False), nn.Linear(24, 24)
        self.back.weight = self.into.weight
        self.again, self.head = self.into, nn.Linear(24, 3)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.head(self.again(torch.tanh(self.back(self.into(inputs).tanh()))))


def normed() -> nn.Module:
    return nn.Sequential(nn.Linear(24, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 3))


MODULES = {
    "conv1d": (lambda: nn.Sequential(nn.Unflatten(1, (2, 12)), nn.Conv1d(2, 4, 5), nn.Flatten(), nn.Linear(32, 3)), 44 + 99),
    "conv3d": (lambda: nn.Sequential(nn.Unflatten(1, (2, 3, 2, 2)), nn.Conv3d(2, 4, (2, 1, 2)), nn.Flatten(), nn.Linear(16, 3)), 36 + 51),
    "scalar": (lambda: nn.Sequential(Scaled(), nn.Linear(24, 3)), 1 + 75),
    "batch norm": (normed, 200 + 16 + 27),
    "tied": (Tied, 576 + 24 + 75),
    "doubles": (lambda: nn.Linear(24, 3).double(), 75),
}
TRAINING = LocalTraining(epochs=2, batch_size=16, learning_rate=0.05, momentum=0.9, proximal_mu=0.1)


def some_examples(dtype=np.float32) -> tuple[Examples, list[np.ndarray]]:
    random = np.random.default_rng(0)
    batches = [order[start : start + 16] for order in (random.permutation(80), random.permutation(80)) for start in range(0, 80, 16)]
    return Examples(random.random((80, 24)).astype(dtype), random.integers(0, 3, 80)), batches


@pytest.mark.parametrize("name", MODULES)
def test_parameters_of_any_shape_are_weights_each_once(name: str) -> None:
    make, num_parameters = MODULES[name]
    module, other, (examples, batches) = make(), make(), some_examples(np.float64 if name == "doubles" else np.float32)
    weights_P = np.random.default_rng(1).normal(0, 0.2, num_parameters).astype(np.float32)
    load_weights(module, weights_P)
    assert np.array_equal(read_weights(module), weights_P)
    train_module(module, examples, batches, TRAINING)
    trained_P = read_weights(module)
    assert trained_P.dtype == np.float32 and np.abs(trained_P - weights_P).max() > 1e-2
    load_weights(other, trained_P)
    features_NF = torch.from_numpy(examples.features_NF)
    with torch.no_grad():
        assert torch.allclose(other(features_NF), module(features_NF), atol=1e-6)


@pytest.mark.parametrize(
    ("convolution", "axes"),
    [
        (nn.Conv1d(2, 4, 5), (5, 2, 4)), (nn.Conv2d(2, 4, (5, 3)), (5, 3, 2, 4)), (nn.Conv3d(2, 4, (2, 1, 3)), (2, 1, 3, 2, 4)),
    ],
    ids=["1", "2", "3"],
)  # fmt: skip
def test_a_convolutions_weights_lie_place_by_place_then_in_then_out(convolution: nn.Module, axes: tuple[int, ...]) -> None:
    flat = read_weights(convolution)
    weight = convolution.weight.detach().numpy()
    assert np.array_equal(np.moveaxis(flat[:-4].reshape(axes), (-1, -2), (0, 1)), weight)


def test_weights_of_another_model_are_refused() -> None:
    with pytest.raises(AssertionError, match="another model"):
        load_weights(nn.Linear(24, 3), np.zeros(76, np.float32))


def test_running_statistics_move_in_training_and_stay_with_the_client() -> None:
    module, other, (examples, batches) = normed(), normed(), some_examples()
    before = [buffer.clone() for buffer in other.buffers()]
    train_module(module, examples, batches, TRAINING)
    load_weights(other, read_weights(module))
    assert all(map(torch.equal, other.buffers(), before))
    assert not any(map(torch.equal, module.buffers(), before))
    assert all(torch.equal(here, there) for here, there in zip(module.parameters(), other.parameters(), strict=True))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no GPU that torch can use")
@pytest.mark.parametrize(
    "spec",
    [
        ModelSpec(kind="mlp", layer_sizes=(64, 512, 10)),
        ModelSpec(kind="cnn", layer_sizes=(28 * 28, 10), convolutions=Convolutions(height=28, width=28, channels=(8, 16), kernel_size=5)),
        ModelSpec(kind="characters", layer_sizes=(5, 24, 11)),
    ],
    ids=lambda spec: spec.kind,
)
@pytest.mark.parametrize("fields", [{}, {"momentum": 0.9, "proximal_mu": 0.5}, {"optimiser": "adamw", "learning_rate": 1e-3}])
def test_a_module_on_a_gpu_ends_within_1e5_of_the_kernel(spec: ModelSpec, fields) -> None:
    local = LocalTraining(**{"epochs": 2, "batch_size": 16, "learning_rate": 0.05, **fields})
    random = np.random.default_rng(0)
    features_NF = random.random((83, spec.num_features), dtype=np.float32)
    if spec.kind == "characters":
        features_NF = random.integers(0, spec.num_classes, (83, spec.num_features)).astype(np.float32)
    examples = Examples(features_NF, random.integers(0, spec.num_classes, 83))
    batches = [order[start : start + 16] for order in (random.permutation(83), random.permutation(83)) for start in range(0, 83, 16)]
    train, build = (train_cnn, cnn_module) if spec.kind == "cnn" else (train_mlp, mlp_module)
    weights_P, module = initial_weights(spec, 1), build(spec).cuda()
    load_weights(module, weights_P)
    assert np.array_equal(read_weights(module), weights_P)
    train_module(module, examples, batches, local)
    trained_P = weights_P + train(weights_P, examples, batches, spec, local).update_P
    assert np.abs(trained_P - weights_P).max() > 1e-3
    assert np.abs(trained_P - read_weights(module)).max() < 1e-5

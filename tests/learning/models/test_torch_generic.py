"""The oracle: every kernel ends where torch does."""

import numpy as np
import pytest
import torch

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

"""Any torch module under the same batches as a kernel: the oracle that every kernel is held to, and the only home of torch."""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional

from learning.arrays import AnyArray, Float32Array, IndexArray
from learning.convolutions import STRIDE
from learning.examples import Examples
from learning.plan import LocalTraining, ModelSpec


def mlp_module(spec: ModelSpec) -> nn.Sequential:
    """The torch module that the MLP kernel computes."""
    blocks: list[nn.Module] = [OneHot(spec.num_classes)] if spec.kind == "characters" else []
    for fan_in, fan_out in pairwise(spec.layer_widths):
        blocks += [nn.Linear(fan_in, fan_out), nn.ReLU()]
    return nn.Sequential(*blocks[:-1])


class OneHot(nn.Module):
    """The input layer of a model of characters: codes [B, F] to their one-hot forms [B, F·K]."""

    def __init__(self, num_classes: int) -> None:
        super().__init__()
        self.num_classes = num_classes

    def forward(self, codes: torch.Tensor) -> torch.Tensor:
        """The one-hot forms of each example, one after another."""
        return functional.one_hot(codes.long(), self.num_classes).float().flatten(1)


class _ToChannelsFirst(nn.Module):
    """Flat images [N, H·W·C] to [N, C, H, W]."""

    def __init__(self, height: int, width: int, channels: int) -> None:
        super().__init__()
        self._shape = (-1, height, width, channels)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """The images with their channels first."""
        return features.reshape(self._shape).permute(0, 3, 1, 2)


class _Flatten(nn.Module):
    """Images [N, C, H, W] to [N, H·W·C]."""

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """The images row by row, channels last."""
        return images.permute(0, 2, 3, 1).flatten(1)


def cnn_module(spec: ModelSpec) -> nn.Sequential:
    """The torch module that the CNN kernel computes."""
    first = spec.convolution_shapes[0]
    blocks: list[nn.Module] = [_ToChannelsFirst(first.height_in, first.width_in, first.channels_in)]
    for shape in spec.convolution_shapes:
        blocks += [nn.Conv2d(shape.channels_in, shape.channels_out, shape.kernel_size, STRIDE), nn.ReLU()]
    return nn.Sequential(*blocks, _Flatten(), nn.Linear(spec.num_head_inputs, spec.num_classes))


@torch.no_grad()
def load_weights(module: nn.Module, weights_P: Float32Array) -> None:
    """Copy a flat vector into the module's parameters, of any shape, each once, however often the module uses it.

    Buffers, such as BatchNorm's running statistics, are no weights: they stay as they are, each client's its own, so that a client keeps a
    module of its own where there are any. A codec or a server's optimiser could bring an averaged variance below nought.
    Source: Andreux et al. 2020, arXiv:2008.07424 (SiloBN: shared scale and shift, local statistics); FedBN (Li et al. 2021,
    arXiv:2102.07623) keeps scale and shift local too, while FedAvg over a whole `state_dict` averages the statistics.
    """
    flat, offset = _tensor(weights_P), 0
    for parameter in module.parameters():
        view = _in_kernel_order(parameter)
        view.copy_(flat[offset : offset + view.numel()].view(view.shape))
        offset += view.numel()
    assert offset == len(weights_P), "the weights are those of another model"


@torch.no_grad()
def read_weights(module: nn.Module) -> Float32Array:
    """The module's parameters as a flat vector in the layout of the kernels, wherever the module is; the inverse of `load_weights`."""
    return torch.cat([_in_kernel_order(parameter).reshape(-1).float() for parameter in module.parameters()]).cpu().numpy()


def _in_kernel_order(parameter: torch.Tensor) -> torch.Tensor:
    """A view of it as the kernels hold it: [in, out] or [*kernel, in, out], where torch has [out, in, *kernel]."""
    return parameter.permute(*range(2, parameter.dim()), 1, 0) if parameter.dim() > 1 else parameter


def train_module(module: nn.Module, examples: Examples, batches: Sequence[IndexArray], local: LocalTraining) -> None:
    """Train the module in place, where and in what mode it is: a step of the plan's optimiser by each batch's mean loss and the proximal term.

    The loss is the cross-entropy. On a GPU it computes in full float32 too, without TF32's ten bits.
    Source: McMahan et al. 2017, arXiv:1602.05629, ClientUpdate; Li et al. 2020, arXiv:1812.06127, equation 2.
    """
    device = next(module.parameters()).device
    features_NF, labels_N = _tensor(examples.features_NF).to(device), _tensor(examples.labels_N).to(device)
    optimiser = _optimiser(module, local)
    start = [parameter.detach().clone() for parameter in module.parameters()]
    cudnn = torch.backends.cudnn
    with cudnn.flags(cudnn.enabled, cudnn.benchmark, deterministic=cudnn.deterministic, allow_tf32=False):
        for batch in batches:
            index = _tensor(batch).to(device)
            optimiser.zero_grad()
            loss = functional.cross_entropy(module(features_NF[index]), labels_N[index])
            if local.proximal_mu:
                distance = sum(((now - then) ** 2).sum() for now, then in zip(module.parameters(), start, strict=True))
                loss = loss + local.proximal_mu / 2 * distance
            loss.backward()  # pyright: ignore[reportUnknownMemberType]
            optimiser.step()  # pyright: ignore[reportUnknownMemberType]


def _optimiser(module: nn.Module, local: LocalTraining) -> torch.optim.Optimizer:
    if local.optimiser == "adamw":
        betas = (local.beta1, local.beta2)
        return torch.optim.AdamW(
            module.parameters(), lr=local.learning_rate, betas=betas, eps=local.epsilon, weight_decay=local.weight_decay
        )
    return torch.optim.SGD(module.parameters(), lr=local.learning_rate, momentum=local.momentum)


def _tensor(array: AnyArray) -> torch.Tensor:
    """The array as a tensor that shares its memory."""
    return torch.from_numpy(array)  # pyright: ignore[reportUnknownMemberType]

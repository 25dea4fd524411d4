"""The adapter as one writes it in torch, with padding and autograd: the oracle that the fast step is held to."""

from collections.abc import Sequence

import torch
from torch import nn
from torch.nn import functional

from learning.adapter import WIDTH
from learning.arrays import Float32Array, IndexArray
from learning.examples import Examples, FrozenLayer, token_numbers
from learning.layouts import tensor_shapes
from learning.models.frozen_layer import NORM_EPSILON
from learning.models.tensors import as_tensor, from_bfloat16
from learning.plan import LocalTraining, ModelSpec


class PaddedLora(nn.Module):
    """Logits of padded texts [B, L, width], as the last layer's attention leaves them, with `lengths_B` tokens each.

    Only adapter and head are parameters, in the layout's order.
    """

    def __init__(self, spec: ModelSpec, weights_P: Float32Array, layer: FrozenLayer) -> None:
        super().__init__()
        shapes = tensor_shapes(spec)
        pieces = as_tensor(weights_P).split([torch.Size(shape).numel() for shape in shapes.values()])
        parameters = [nn.Parameter(piece.view(shape).clone()) for piece, shape in zip(pieces, shapes.values(), strict=True)]
        self.down, self.up, self.head, self.bias = parameters
        self._layer = {name: as_tensor(array) for name, array in layer.items()}

    def forward(self, x_BLH: torch.Tensor, lengths_B: torch.Tensor) -> torch.Tensor:
        """The logits [B, classes]."""
        is_token_BL = torch.arange(x_BLH.shape[1]) < lengths_B[:, None]
        inner_BLI = functional.gelu(self._linear(x_BLH, "inner"))
        outer_BLH = self._linear(inner_BLI, "outer") + inner_BLI @ self.down @ self.up
        x_BLH = self._normalised(x_BLH + outer_BLH, "outer_norm")
        means_BH = (x_BLH * is_token_BL[..., None]).sum(1) / lengths_B[:, None]
        return means_BH @ self.head + self.bias

    def flat(self) -> Float32Array:
        """The parameters as the flat vector [P]."""
        return torch.cat([parameter.detach().reshape(-1) for parameter in self.parameters()]).numpy()

    def optimiser(self, local: LocalTraining) -> torch.optim.Optimizer:
        """The plan's optimiser, with the head's own learning rate."""
        head = {"params": [self.head, self.bias], "lr": local.head_learning_rate or local.learning_rate}
        groups = [{"params": [self.down, self.up], "lr": local.learning_rate}, head]
        if local.optimiser == "adamw":
            return torch.optim.AdamW(groups, betas=(local.beta1, local.beta2), eps=local.epsilon, weight_decay=local.weight_decay)
        return torch.optim.SGD(groups, momentum=local.momentum)

    def _linear(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return x @ self._layer[f"{name}.weight"] + self._layer[f"{name}.bias"]

    def _normalised(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return functional.layer_norm(x, (WIDTH,), self._layer[f"{name}.weight"], self._layer[f"{name}.bias"], NORM_EPSILON)


def train_padded(
    weights_P: Float32Array, examples: Examples, batches: Sequence[IndexArray], spec: ModelSpec, local: LocalTraining
) -> Float32Array:
    """What `learning.models.lora.train_lora` computes, without proximal term."""
    assert examples.prefix is not None, "the examples were not checked"
    module = PaddedLora(spec, weights_P, examples.prefix.layer)
    optimiser = module.optimiser(local)
    tokens_T, lengths_N = token_numbers(examples.features_NF)
    texts = from_bfloat16(examples.prefix.attended_TH[tokens_T]).split(lengths_N.tolist())
    for batch in batches:
        x_BLH = nn.utils.rnn.pad_sequence([texts[index] for index in batch], batch_first=True)
        optimiser.zero_grad()
        loss = functional.cross_entropy(module(x_BLH, as_tensor(lengths_N[batch])), as_tensor(examples.labels_N[batch]))
        loss.backward()
        optimiser.step()
    return module.flat()

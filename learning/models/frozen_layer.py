"""The feed-forward part of the encoder's last layer over packed texts: what it makes without an adapter, then forward and backward by hand.

Source: Vaswani et al. 2017, arXiv:1706.03762 (post-norm); the oracle is learning.models.lora_oracle.
"""

# B texts of a batch, T tokens of all of them, H width, I inner width, X = I + H.

from dataclasses import dataclass
from functools import cached_property

import torch

from learning.adapter import INNER_WIDTH, WIDTH
from learning.arrays import BFloat16Bits, Float32Array
from learning.examples import FrozenLayer
from learning.models.tensors import as_tensor, from_bfloat16

NORM_EPSILON = 1e-12
_NORM_SHAPE = (WIDTH,)


@dataclass(frozen=True, slots=True, eq=False)
class Packing:
    """Which tokens, which lie one behind another, belong to which text of a batch.

    Shapes: text_T the text of each token; length_B1 tokens of each text.
    """

    text_T: torch.Tensor
    length_B1: torch.Tensor

    @classmethod
    def of(cls, lengths_B: torch.Tensor) -> "Packing":
        """The packing of texts with so many tokens."""
        return cls(torch.repeat_interleave(lengths_B), lengths_B[:, None].float())

    def mean(self, rows_TX: torch.Tensor) -> torch.Tensor:
        """The mean over each text's tokens, [B, X]."""
        return rows_TX.new_zeros(len(self.length_B1), rows_TX.shape[1]).index_add_(0, self.text_T, rows_TX).div_(self.length_B1)

    def mean_backward(self, delta_BX: torch.Tensor) -> torch.Tensor:
        """The gradient by each token of what has the gradient `delta_BX` by the texts' means."""
        return (delta_BX / self.length_B1).index_select(0, self.text_T)


@dataclass(frozen=True, slots=True, eq=False)
class Tape:
    """The texts' features [B, H], the mean of the layer's outputs, and what the backward pass reads: what the norm read and how it moved it."""

    packing: Packing
    sums_TH: torch.Tensor
    mean_T1: torch.Tensor
    scale_T1: torch.Tensor
    means_BH: torch.Tensor


class FeedForward:
    """The frozen part: `made` is what comes before an adapter, `forward` and `backward` what comes behind it."""

    def __init__(self, layer: FrozenLayer) -> None:
        self._layer = layer
        self._norm = as_tensor(layer["outer_norm.weight"]), as_tensor(layer["outer_norm.bias"])

    @cached_property
    def _tensors(self) -> dict[str, torch.Tensor]:
        """Those of the products, which a round that finds what they make does without."""
        return {name: as_tensor(self._layer[name]) for name in ("inner.weight", "inner.bias", "outer.weight", "outer.bias")}

    @torch.inference_mode()
    def made(self, attended_TH: BFloat16Bits) -> Float32Array:
        """What follows from what is frozen alone, [T, I + H]: the outer product's inputs, and beside them the norm's without an adapter."""
        x_TH, layer = from_bfloat16(attended_TH), self._tensors
        made_TX = torch.empty(len(x_TH), INNER_WIDTH + WIDTH)
        inner_TI, sums_TH = made_TX.split([INNER_WIDTH, WIDTH], 1)
        torch.ops.aten.gelu_(torch.addmm(layer["inner.bias"], x_TH, layer["inner.weight"], out=inner_TI))
        torch.addmm(x_TH.add_(layer["outer.bias"]), inner_TI, layer["outer.weight"], out=sums_TH)
        return made_TX.numpy()

    def forward(self, sums_TH: torch.Tensor, packing: Packing) -> Tape:
        """The layer's outputs where the norm reads these sums [T, H], to which an adapter may have added."""
        output_TH, mean_T1, scale_T1 = torch.native_layer_norm(sums_TH, _NORM_SHAPE, *self._norm, NORM_EPSILON)
        return Tape(packing, sums_TH, mean_T1, scale_T1, packing.mean(output_TH))

    def backward(self, tape: Tape, delta_BH: torch.Tensor) -> torch.Tensor:
        """The gradient by the sums, [T, H], of what has the gradient `delta_BH` by the features."""
        delta_TH, only_sums = tape.packing.mean_backward(delta_BH), (True, False, False)
        return torch.ops.aten.native_layer_norm_backward(
            delta_TH, tape.sums_TH, _NORM_SHAPE, tape.mean_T1, tape.scale_T1, *self._norm, only_sums
        )[0]

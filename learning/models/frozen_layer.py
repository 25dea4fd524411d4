"""The encoder's last layer over packed texts, forward and backward by hand: no padding but in attention, no gradient of what is frozen.

Source: Vaswani et al. 2017, arXiv:1706.03762 (post-norm); the oracle is learning.models.lora_oracle.
"""

# B texts of a batch, L tokens of the longest, T tokens of all of them, H width, N heads, D width of a head.

from dataclasses import dataclass

import torch

from learning.adapter import NUM_HEADS, WIDTH
from learning.examples import FrozenLayer
from learning.models.tensors import as_tensor

NORM_EPSILON = 1e-12
_HEAD_WIDTH = WIDTH // NUM_HEADS
_SCALE = _HEAD_WIDTH**-0.5
_NORM_SHAPE = (WIDTH,)


@dataclass(frozen=True, slots=True, eq=False)
class Packing:
    """Where the tokens of a batch's texts, which lie one behind another, belong.

    Shapes: text_T the text of each token; slot_T its place where the texts lie side by side, [B · L]; absent_B11L the logits' addend, minus
    infinity where a text has no token; length_B1 tokens of each text.
    """

    text_T: torch.Tensor
    slot_T: torch.Tensor
    absent_B11L: torch.Tensor
    length_B1: torch.Tensor

    @classmethod
    def of(cls, lengths_B: torch.Tensor) -> "Packing":
        """The packing of texts with so many tokens."""
        place_L = torch.arange(int(lengths_B.max()))
        is_token_BL = place_L < lengths_B[:, None]
        absent_BL = torch.zeros(is_token_BL.shape).masked_fill_(~is_token_BL, -torch.inf)
        text_T = torch.repeat_interleave(lengths_B)
        return cls(text_T, is_token_BL.flatten().nonzero()[:, 0], absent_BL[:, None, None], lengths_B[:, None].float())

    def side_by_side(self, rows_TX: torch.Tensor) -> torch.Tensor:
        """Rows of tokens as [B, L, X], nought where there is no token."""
        num_texts, length = len(self.length_B1), self.absent_B11L.shape[-1]
        return rows_TX.new_zeros(num_texts * length, rows_TX.shape[1]).index_copy_(0, self.slot_T, rows_TX).view(num_texts, length, -1)

    def packed(self, rows_BLX: torch.Tensor) -> torch.Tensor:
        """The inverse of `side_by_side`."""
        return rows_BLX.flatten(0, 1).index_select(0, self.slot_T)

    def mean(self, rows_TX: torch.Tensor) -> torch.Tensor:
        """The mean over each text's tokens, [B, X]."""
        return rows_TX.new_zeros(len(self.length_B1), rows_TX.shape[1]).index_add_(0, self.text_T, rows_TX).div_(self.length_B1)

    def mean_backward(self, delta_BX: torch.Tensor) -> torch.Tensor:
        """The gradient by each token of what has the gradient `delta_BX` by the texts' means."""
        return (delta_BX / self.length_B1).index_select(0, self.text_T)


@dataclass(frozen=True, slots=True, eq=False)
class Tape:
    """The texts' features [B, H], the mean of the layer's outputs, and what the backward pass reads.

    Queries, keys, values and shares of attention are [B, N, L, D or L]; beside them the values around GELU and the norms.
    """

    packing: Packing
    heads: tuple[torch.Tensor, torch.Tensor, torch.Tensor]
    shares_BNLL: torch.Tensor
    attended: "_Normed"
    inner_TI: torch.Tensor
    outer: "_Normed"
    means_BH: torch.Tensor


class LastLayer:
    """The frozen layer; `forward` takes queries, keys and values, which an adapter may have changed, `backward` gives their gradients."""

    def __init__(self, layer: FrozenLayer) -> None:
        self._tensors = {name: as_tensor(array) for name, array in layer.items()}
        # Products that widen are faster with weights that lie [out, in].
        self._tensors["inner.weight"] = self._tensors["inner.weight"].t().contiguous().t()

    def attention_inputs(self, x_TH: torch.Tensor) -> torch.Tensor:
        """Queries, keys and values side by side, [T, 3·H], without an adapter."""
        return self._linear(x_TH, "attention")

    def forward(self, x_TH: torch.Tensor, inputs_TX: torch.Tensor, packing: Packing) -> Tape:
        """The layer's outputs for inputs [T, H] with these attention inputs [T, 3·H]."""
        padded_BLX = packing.side_by_side(inputs_TX)
        heads = padded_BLX.view(*padded_BLX.shape[:2], 3, NUM_HEADS, _HEAD_WIDTH).permute(2, 0, 3, 1, 4).contiguous()
        queries, keys, values = heads.unbind()
        logits_BNLL = torch.matmul(queries, keys.transpose(-1, -2)).mul_(_SCALE).add_(packing.absent_B11L)
        shares_BNLL = torch.softmax(logits_BNLL, -1)
        context_TH = _rows(torch.matmul(shares_BNLL, values), packing)
        attended = self._normed(self._linear(context_TH, "attended").add_(x_TH), "attended_norm")
        inner_TI = self._linear(attended.output, "inner")
        outer = self._normed(self._linear(torch.nn.functional.gelu(inner_TI), "outer").add_(attended.output), "outer_norm")
        return Tape(packing, (queries, keys, values), shares_BNLL, attended, inner_TI, outer, packing.mean(outer.output))

    def backward(self, tape: Tape, delta_BH: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The gradients by the queries and by the values, [T, H] each, of what has the gradient `delta_BH` by the features."""
        delta_TH = tape.outer.backward(tape.packing.mean_backward(delta_BH))
        delta_TI = torch.ops.aten.gelu_backward(self._backward(delta_TH, "outer"), tape.inner_TI)
        delta_TH = tape.attended.backward(self._backward(delta_TI, "inner").add_(delta_TH))
        context_BNLD = _heads(tape.packing.side_by_side(self._backward(delta_TH, "attended")))
        _, keys, values = tape.heads
        values_delta = torch.matmul(tape.shares_BNLL.transpose(-1, -2), context_BNLD)
        shares_delta = torch.matmul(context_BNLD, values.transpose(-1, -2))
        logits_delta = torch.ops.aten._softmax_backward_data(shares_delta, tape.shares_BNLL, -1, torch.float32)
        queries_delta = torch.matmul(logits_delta, keys).mul_(_SCALE)
        return _rows(queries_delta, tape.packing), _rows(values_delta, tape.packing)

    def _linear(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return torch.addmm(self._tensors[f"{name}.bias"], x, self._tensors[f"{name}.weight"])

    def _backward(self, delta: torch.Tensor, name: str) -> torch.Tensor:
        return torch.mm(delta, self._tensors[f"{name}.weight"].t())

    def _normed(self, x_TH: torch.Tensor, name: str) -> "_Normed":
        weight, bias = self._tensors[f"{name}.weight"], self._tensors[f"{name}.bias"]
        return _Normed(x_TH, weight, bias, *torch.native_layer_norm(x_TH, _NORM_SHAPE, weight, bias, NORM_EPSILON))


@dataclass(frozen=True, slots=True, eq=False)
class _Normed:
    """A normalisation: what went in, its weight and bias, what came out, and by which means and scales."""

    source: torch.Tensor
    weight: torch.Tensor
    bias: torch.Tensor
    output: torch.Tensor
    mean: torch.Tensor
    scale: torch.Tensor

    def backward(self, delta: torch.Tensor) -> torch.Tensor:
        only_source = (True, False, False)
        return torch.ops.aten.native_layer_norm_backward(
            delta, self.source, _NORM_SHAPE, self.mean, self.scale, self.weight, self.bias, only_source
        )[0]


def _heads(rows_BLH: torch.Tensor) -> torch.Tensor:
    """[B, L, H] as [B, N, L, D]."""
    return rows_BLH.view(*rows_BLH.shape[:2], NUM_HEADS, _HEAD_WIDTH).transpose(1, 2)


def _rows(heads_BNLD: torch.Tensor, packing: Packing) -> torch.Tensor:
    """[B, N, L, D] as the tokens' rows [T, H]."""
    return packing.packed(heads_BNLD.transpose(1, 2).flatten(2))

"""The encoder's last layer over packed texts, forward and backward by hand: no padding but in attention, no gradient of what is frozen.

Source: Vaswani et al. 2017, arXiv:1706.03762 (post-norm); the oracle is learning.models.lora_oracle.
"""

# B texts of a batch, L tokens of the longest, S = B·L slots, T tokens of all of them, H width, N heads, D width of a head, Z = N·B.

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

    Shapes: text_T the text of each token; slot_TN where each head of a token lies among the slots of all heads, those of a head together;
    token_S the token of each slot, one that there is not where the text has none; absent_ZL the logits' addend, minus infinity where a text
    has no token; length_B1 tokens of each text.
    """

    text_T: torch.Tensor
    slot_TN: torch.Tensor
    token_S: torch.Tensor
    absent_ZL: torch.Tensor
    length_B1: torch.Tensor

    @classmethod
    def of(cls, lengths_B: torch.Tensor) -> "Packing":
        """The packing of texts with so many tokens."""
        is_token_BL = torch.arange(int(lengths_B.max())) < lengths_B[:, None]
        is_token_S = is_token_BL.flatten()
        slot_T = is_token_S.nonzero()
        token_S = (is_token_S.cumsum(0) - 1).masked_fill_(~is_token_S, len(slot_T))
        absent_BL = torch.zeros(is_token_BL.shape).masked_fill_(~is_token_BL, -torch.inf)
        slot_TN = slot_T + torch.arange(NUM_HEADS) * len(is_token_S)
        return cls(torch.repeat_interleave(lengths_B), slot_TN, token_S, absent_BL.repeat(NUM_HEADS, 1), lengths_B[:, None].float())

    def heads(self, rows_TX: torch.Tensor) -> torch.Tensor:
        """Rows [T, parts·H] as [parts, Z, L, D]; an absent token has what is in the last row."""
        num_heads = rows_TX.shape[1] // _HEAD_WIDTH
        places = torch.arange(num_heads)[:, None] + self.token_S.clamp(max=len(rows_TX) - 1) * num_heads
        num_parts, length = num_heads // NUM_HEADS, self.absent_ZL.shape[1]
        return rows_TX.view(-1, _HEAD_WIDTH).index_select(0, places.view(-1)).view(num_parts, -1, length, _HEAD_WIDTH)

    def rows(self, heads_ZLD: torch.Tensor) -> torch.Tensor:
        """The inverse for one part: [Z, L, D] as [T, H]."""
        return heads_ZLD.view(-1, _HEAD_WIDTH).index_select(0, self.slot_TN.view(-1)).view(len(self.slot_TN), -1)

    def mean(self, rows_TX: torch.Tensor) -> torch.Tensor:
        """The mean over each text's tokens, [B, X]."""
        return rows_TX.new_zeros(len(self.length_B1), rows_TX.shape[1]).index_add_(0, self.text_T, rows_TX).div_(self.length_B1)

    def mean_backward(self, delta_BX: torch.Tensor) -> torch.Tensor:
        """The gradient by each token of what has the gradient `delta_BX` by the texts' means."""
        return (delta_BX / self.length_B1).index_select(0, self.text_T)


@dataclass(frozen=True, slots=True, eq=False)
class Tape:
    """The texts' features [B, H], the mean of the layer's outputs, and what the backward pass reads.

    Beside keys, values and shares of attention the values around GELU and the norms.
    """

    packing: Packing
    keys_ZLD: torch.Tensor
    values_ZLD: torch.Tensor
    shares_ZLL: torch.Tensor
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
        queries, keys, values = packing.heads(inputs_TX)
        logits_ZLL = torch.baddbmm(packing.absent_ZL[:, None], queries, keys.transpose(1, 2), alpha=_SCALE)
        shares_ZLL = torch.softmax(logits_ZLL, -1)
        context_TH = packing.rows(torch.bmm(shares_ZLL, values))
        attended = self._normed(self._linear(context_TH, "attended").add_(x_TH), "attended_norm")
        inner_TI = self._linear(attended.output, "inner")
        outer = self._normed(self._linear(torch.nn.functional.gelu(inner_TI), "outer").add_(attended.output), "outer_norm")
        return Tape(packing, keys, values, shares_ZLL, attended, inner_TI, outer, packing.mean(outer.output))

    def backward(self, tape: Tape, delta_BH: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The gradients by the queries and by the values, [T, H] each, of what has the gradient `delta_BH` by the features."""
        delta_TH = tape.outer.backward(tape.packing.mean_backward(delta_BH))
        delta_TI = torch.ops.aten.gelu_backward(self._backward(delta_TH, "outer"), tape.inner_TI)
        delta_TH = tape.attended.backward(self._backward(delta_TI, "inner").add_(delta_TH))
        context_TH = delta_TH.new_zeros(len(delta_TH) + 1, WIDTH)
        torch.mm(delta_TH, self._tensors["attended.weight"].t(), out=context_TH[:-1])
        context_ZLD = tape.packing.heads(context_TH)[0]
        values_delta = torch.bmm(tape.shares_ZLL.transpose(1, 2), context_ZLD)
        shares_delta = torch.bmm(context_ZLD, tape.values_ZLD.transpose(1, 2))
        logits_delta = torch.ops.aten._softmax_backward_data(shares_delta, tape.shares_ZLL, -1, torch.float32)
        queries_delta = torch.bmm(logits_delta, tape.keys_ZLD).mul_(_SCALE)
        return tape.packing.rows(queries_delta), tape.packing.rows(values_delta)

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

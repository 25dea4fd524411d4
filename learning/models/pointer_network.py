"""A transformer that reads the pieces of a text and writes programs with pointers to them: the network and its training.

Source: Vaswani et al. 2017, arXiv:1706.03762, each part normalised before it; Vinyals et al. 2015, arXiv:1506.03134 (pointers).
`p2p.agent.assistant.programs.transformer` is the same in NumPy, by the same names.
"""

# B texts, L pieces, E width of what is known of one, M marks, T actions, D width, V words.

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from learning.arrays import Float32Array
from learning.models.transformer import NEVER, Course, Dropout, Layer, batches_of, descend
from learning.pointers import LAST, NUMBER, TEXT, Example

MAX_PIECES = 260
MAX_STEPS = 130
BATCH = 96
RATE, DECAY, NUM_WARM_STEPS = 1.3e-3, 0.02, 150
UNSEEN_SHARE = 0.05
"""Of so many pieces what the encoder says is not shown in training."""
FLAT_SHARE = 0.5
"""For so much of the steps the learning rate stays; then it falls as a cosine."""
_BY_WORD = ("emb.weight", "out.weight", "out.bias")
"""The weights that have a row for each word."""


class Network(nn.Module):
    """Scores what comes next of each program."""

    def __init__(
        self, num_words: int, state_width: int, num_marks: int, *, width: int = 256, depth: int = 2, dropout: float = 0.15
    ) -> None:
        super().__init__()
        self.inp, self.seen, self.pos = nn.Linear(state_width, width), nn.Linear(num_marks, width), nn.Embedding(MAX_PIECES, width)
        self.enc = nn.ModuleList(Layer(width, dropout, is_writing=False) for _ in range(depth))
        self.en = nn.LayerNorm(width)
        self.emb, self.dpos, self.ptr = nn.Embedding(num_words, width), nn.Embedding(MAX_STEPS, width), nn.Linear(width, 3 * width)
        self.dec = nn.ModuleList(Layer(width, dropout, is_writing=True) for _ in range(depth))
        self.dn = nn.LayerNorm(width)
        self.out, self.pq, self.pk = nn.Linear(width, num_words), nn.Linear(width, 3 * width), nn.Linear(width, 3 * width)
        self.dropout = Dropout(dropout)

    def forward(
        self, states_BLE: Tensor, marks_BLM: Tensor, is_piece_BL: Tensor, kinds_BT: Tensor, numbers_BT: Tensor
    ) -> tuple[Tensor, Tensor]:
        """The words' scores [B, T, V] and the pieces' scores [B, T, 3, L] behind each action; `kinds` and `numbers` are the actions'."""
        num_texts, num_pieces = is_piece_BL.shape
        text_mask = is_piece_BL[:, None, None, :]
        x_BLD = self.dropout(self.inp(self._some(states_BLE))) + self.seen(marks_BLM) + self.pos.weight[:num_pieces]
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
        return cast(Tensor, self.out(y_BTD)), pieces.masked_fill(~is_piece_BL[:, None, None, :], NEVER)

    def _some(self, states_BLE: Tensor) -> Tensor:
        """In training, of a few pieces only the marks are shown."""
        return states_BLE * (torch.rand(states_BLE.shape[:2]) >= UNSEEN_SHARE)[..., None] if self.training else states_BLE


def make_network(num_words: int, state_width: int, num_marks: int, seed: int) -> Network:
    """A network with random weights."""
    torch.manual_seed(seed)
    return Network(num_words, state_width, num_marks)


def train_network(
    network: Network, examples: Callable[[], list[Example]], num_steps: int, seed: int, on_pass: Callable[[int, float], None]
) -> Network:
    """The network after so many batches of the examples, of which each pass asks anew; `on_pass` hears the steps and the mean loss."""
    drawn = np.random.default_rng(seed)
    torch.manual_seed(seed)
    course = Course(num_steps, RATE, DECAY, NUM_WARM_STEPS, FLAT_SHARE)
    descend(network, lambda: batches_of(examples(), BATCH, _lengths, drawn), partial(_loss, network), course, on_pass)
    return network


def load_arrays(network: Network, arrays: Mapping[str, Float32Array]) -> None:
    """Give the network these weights, which are of its shape; only words behind the last that they know keep what they have."""
    given, own = {name: torch.from_numpy(array.copy()) for name, array in arrays.items()}, network.state_dict()
    network.load_state_dict(given | {name: torch.cat([given[name], own[name][len(given[name]) :]]) for name in _BY_WORD})


def _lengths(example: Example) -> tuple[int, int]:
    return len(example.actions), len(example.marks_LM)


def _loss(network: Network, examples: Sequence[Example]) -> Tensor:
    """The mean cross-entropy of what comes next: of words and first pieces, or behind a first piece of last pieces."""
    size, num_pieces, num_actions = len(examples), max(len(one.marks_LM) for one in examples), max(len(one.actions) for one in examples)
    states, marks = (
        torch.zeros(size, num_pieces, examples[0].states_LE.shape[1], dtype=torch.bfloat16),
        torch.zeros(size, num_pieces, examples[0].marks_LM.shape[1]),
    )
    is_piece, actions = torch.zeros(size, num_pieces, dtype=torch.bool), torch.full((size, num_actions, 2), -1)
    for row, one in enumerate(examples):
        length = len(one.marks_LM)
        states[row, :length], marks[row, :length] = torch.from_numpy(one.states_LE), torch.from_numpy(one.marks_LM)
        is_piece[row, :length], actions[row, : len(one.actions)] = True, torch.tensor(one.actions)
    kinds, numbers = actions[:, :-1].clamp(min=0).unbind(-1)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        words, pieces = network(states, marks, is_piece, kinds, numbers)
    words, pieces = words.float(), pieces.float()
    next_kinds, next_numbers = actions[:, 1:].unbind(-1)
    is_free, is_last = (next_kinds >= 0) & (next_kinds != LAST), next_kinds == LAST
    scores = torch.cat([words[is_free], pieces[:, :, TEXT - 1][is_free], pieces[:, :, NUMBER - 1][is_free]], -1)
    offsets = torch.tensor([0, words.shape[-1], words.shape[-1] + num_pieces, 0])
    targets = next_numbers[is_free] + offsets[next_kinds[is_free]]
    free = functional.cross_entropy(scores, targets, reduction="sum")
    last = functional.cross_entropy(pieces[:, :, LAST - 1][is_last], next_numbers[is_last], reduction="sum")
    return (free + last) / (is_free.sum() + is_last.sum())

"""A transformer that reads the pieces of a text and writes programs with pointers to them: the network and its training.

Source: Vaswani et al. 2017, arXiv:1706.03762, each part normalised before it; Vinyals et al. 2015, arXiv:1506.03134 (pointers).
`p2p.agent.assistant.programs.transformer` is the same in NumPy, by the same names.
"""

# B texts, L pieces, E width of what is known of one, M marks, T actions, D width, V words.

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from learning.arrays import Float32Array
from learning.pointers import HEAD_WIDTH, LAST, NUMBER, TEXT, Example

MAX_PIECES = 260
MAX_STEPS = 130
BATCH = 96
RATE, DECAY, WARM_STEPS, LEAST_RATE = 1.3e-3, 0.02, 150, 0.01
UNSEEN_SHARE = 0.05
"""Of so many pieces what the encoder says is not shown in training."""
FLAT_SHARE = 0.5
"""For so much of the steps the learning rate stays; then it falls as a cosine."""
_NEVER = -1e9
_LONGEST_CUT = 1 << 20
_BY_WORD = ("emb.weight", "out.weight", "out.bias")
"""The weights that have a row for each word."""


class _Dropout(nn.Module):
    """Dropout whose masks are cut at random places from one long row of random numbers: drawing them anew takes a tenth of the training."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self._share, self._row = share, torch.empty(0, dtype=torch.bfloat16)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        if len(self._row) < x.numel() + _LONGEST_CUT:
            self._row = (torch.rand(x.numel() + 4 * _LONGEST_CUT) >= self._share).bfloat16() / (1 - self._share)
        begin = int(torch.randint(len(self._row) - x.numel() + 1, ()))
        return x * self._row[begin : begin + x.numel()].view(x.shape)


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
        self.dropout = _Dropout(dropout)

    def forward(self, x_BLD: Tensor, mask: Tensor, memory_BLD: Tensor | None = None, memory_mask: Tensor | None = None) -> Tensor:
        query, key, value = self.qkv(self.n1(x_BLD)).chunk(3, -1)
        x_BLD = x_BLD + self.dropout(self.o(_attention(query, key, value, mask)))
        if memory_BLD is not None and memory_mask is not None:
            key, value = self.kv(memory_BLD).chunk(2, -1)
            x_BLD = x_BLD + self.dropout(self.o2(_attention(self.q(self.n2(x_BLD)), key, value, memory_mask)))
        return x_BLD + self.dropout(self.f2(self.dropout(functional.relu(self.f1(self.n3(x_BLD))))))


class Network(nn.Module):
    """Scores what comes next of each program."""

    def __init__(
        self, num_words: int, state_width: int, num_marks: int, *, width: int = 256, depth: int = 2, dropout: float = 0.15
    ) -> None:
        super().__init__()
        self.inp, self.seen, self.pos = nn.Linear(state_width, width), nn.Linear(num_marks, width), nn.Embedding(MAX_PIECES, width)
        self.enc = nn.ModuleList(_Layer(width, dropout, is_writing=False) for _ in range(depth))
        self.en = nn.LayerNorm(width)
        self.emb, self.dpos, self.ptr = nn.Embedding(num_words, width), nn.Embedding(MAX_STEPS, width), nn.Linear(width, 3 * width)
        self.dec = nn.ModuleList(_Layer(width, dropout, is_writing=True) for _ in range(depth))
        self.dn = nn.LayerNorm(width)
        self.out, self.pq, self.pk = nn.Linear(width, num_words), nn.Linear(width, 3 * width), nn.Linear(width, 3 * width)
        self.dropout = _Dropout(dropout)

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
        return cast(Tensor, self.out(y_BTD)), pieces.masked_fill(~is_piece_BL[:, None, None, :], _NEVER)

    def _some(self, states_BLE: Tensor) -> Tensor:
        """In training, of a few pieces only the marks are shown."""
        return states_BLE * (torch.rand(states_BLE.shape[:2]) >= UNSEEN_SHARE)[..., None] if self.training else states_BLE


def _attention(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    """By hand: torch's fused kernel takes four times as long backwards on a processor."""
    query, key, value = (part.unflatten(-1, (-1, HEAD_WIDTH)).transpose(1, 2) for part in (query, key, value))
    scores = (query @ key.transpose(-1, -2)) / math.sqrt(HEAD_WIDTH)
    return (scores.masked_fill(~mask, _NEVER).softmax(-1) @ value).transpose(1, 2).flatten(2)


def use_one_core() -> None:
    """Have this process train on one core, so that others train beside it and the bits are those of any machine with as many."""
    torch.set_num_threads(1)


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
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY, betas=(0.9, 0.98), fused=True)
    network.train()
    step = 0
    while step < num_steps:
        losses: list[float] = []
        for batch in islice(_batches(examples(), drawn), num_steps - step):
            fall = max(0.0, (step / num_steps - FLAT_SHARE) / (1 - FLAT_SHARE))
            rate = RATE * min(1.0, (step + 1) / WARM_STEPS) * max(LEAST_RATE, 0.5 * (1 + math.cos(math.pi * fall)))
            for group in optimiser.param_groups:
                group["lr"] = rate
            loss = _loss(network, batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            losses.append(float(loss.detach()))
            step += 1
        on_pass(step, sum(losses) / len(losses))
    return network.eval()


def arrays_of(network: Network) -> dict[str, Float32Array]:
    """The weights by name."""
    return {name: tensor.float().numpy() for name, tensor in network.state_dict().items()}


def load_arrays(network: Network, arrays: Mapping[str, Float32Array]) -> None:
    """Give the network these weights, which are of its shape; only words behind the last that they know keep what they have."""
    given, own = {name: torch.from_numpy(array.copy()) for name, array in arrays.items()}, network.state_dict()
    network.load_state_dict(given | {name: torch.cat([given[name], own[name][len(given[name]) :]]) for name in _BY_WORD})


def _batches(examples: Sequence[Example], drawn: np.random.Generator) -> Iterator[list[Example]]:
    """Batches of examples of like lengths, in a random order."""
    mixed = [examples[place] for place in drawn.permutation(len(examples))]
    batches: list[list[Example]] = []
    for begin in range(0, len(mixed), BATCH * 40):
        part = sorted(mixed[begin : begin + BATCH * 40], key=_lengths)
        batches += [part[place : place + BATCH] for place in range(0, len(part), BATCH)]
    for place in drawn.permutation(len(batches)):
        yield batches[place]


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

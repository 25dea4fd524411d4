"""The layers of the project's own transformers, and how they are trained on one core.

Source: Vaswani et al. 2017, arXiv:1706.03762, each part normalised before it. `p2p.agent.assistant.layers` is the same in NumPy, by the same names.
"""

# B texts, L pieces, D width.

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from learning.arrays import Float32Array
from learning.pointers import HEAD_WIDTH

NEVER = -1e9
"""The score of what may not be."""
LEAST_RATE = 0.01
"""So much of the rate of learning is left at the end."""
_LONGEST_CUT = 1 << 20
_NUM_SORTED = 40
"""So many batches' examples are sorted together."""
Batch = TypeVar("Batch")


class Dropout(nn.Module):
    """Dropout whose masks are cut at random places from one long row of random numbers: drawing them anew takes a tenth of the training."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self._share, self._row = share, torch.empty(0, dtype=torch.bfloat16)

    def forward(self, x: Tensor) -> Tensor:
        """In training x with some of its numbers zero."""
        if not self.training:
            return x
        if len(self._row) < x.numel() + _LONGEST_CUT:
            self._row = (torch.rand(x.numel() + 4 * _LONGEST_CUT) >= self._share).bfloat16() / (1 - self._share)
        begin = int(torch.randint(len(self._row) - x.numel() + 1, ()))
        return x * self._row[begin : begin + x.numel()].view(x.shape)


class Layer(nn.Module):
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
        self.dropout = Dropout(dropout)

    def forward(self, x_BLD: Tensor, mask: Tensor, memory_BLD: Tensor | None = None, memory_mask: Tensor | None = None) -> Tensor:
        """What the layer makes of x [B, L, D], of which the pieces of the mask are attended to."""
        query, key, value = self.qkv(self.n1(x_BLD)).chunk(3, -1)
        x_BLD = x_BLD + self.dropout(self.o(attention(query, key, value, mask)))
        if memory_BLD is not None and memory_mask is not None:
            key, value = self.kv(memory_BLD).chunk(2, -1)
            x_BLD = x_BLD + self.dropout(self.o2(attention(self.q(self.n2(x_BLD)), key, value, memory_mask)))
        return x_BLD + self.dropout(self.f2(self.dropout(functional.relu(self.f1(self.n3(x_BLD))))))


def attention(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    """By hand: torch's fused kernel takes four times as long backwards on a processor."""
    query, key, value = (part.unflatten(-1, (-1, HEAD_WIDTH)).transpose(1, 2) for part in (query, key, value))
    scores = (query @ key.transpose(-1, -2)) / math.sqrt(HEAD_WIDTH)
    return (scores.masked_fill(~mask, NEVER).softmax(-1) @ value).transpose(1, 2).flatten(2)


@dataclass(frozen=True, slots=True)
class Course:
    """How a network is trained: in how many batches, at which rate of learning, which stays for a share of them and then falls as a cosine."""

    num_steps: int
    rate: float
    decay: float
    num_warm_steps: int
    flat_share: float

    def rate_at(self, step: int) -> float:
        """The rate of learning of a batch."""
        fall = max(0.0, (step / self.num_steps - self.flat_share) / (1 - self.flat_share))
        return self.rate * min(1.0, (step + 1) / self.num_warm_steps) * max(LEAST_RATE, 0.5 * (1 + math.cos(math.pi * fall)))


def descend(
    network: nn.Module,
    batches: Callable[[], Iterable[Batch]],
    loss_of: Callable[[Batch], Tensor],
    course: Course,
    on_pass: Callable[[int, float], None],
) -> None:
    """Train the network on the batches, of which each pass asks anew; `on_pass` hears the steps and the mean loss."""
    optimiser = torch.optim.AdamW(network.parameters(), lr=course.rate, weight_decay=course.decay, betas=(0.9, 0.98), fused=True)
    network.train()
    step = 0
    while step < course.num_steps:
        losses: list[float] = []
        for batch in islice(batches(), course.num_steps - step):
            for group in optimiser.param_groups:
                group["lr"] = course.rate_at(step)
            loss = loss_of(batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            losses.append(float(loss.detach()))
            step += 1
        on_pass(step, sum(losses) / len(losses))
    network.eval()


def batches_of(
    examples: Sequence[Batch], size: int, length_of: Callable[[Batch], tuple[int, ...]], drawn: np.random.Generator
) -> Iterator[list[Batch]]:
    """Batches of examples of like lengths, in a random order."""
    mixed = [examples[place] for place in drawn.permutation(len(examples))]
    batches: list[list[Batch]] = []
    for begin in range(0, len(mixed), size * _NUM_SORTED):
        part = sorted(mixed[begin : begin + size * _NUM_SORTED], key=length_of)
        batches += [part[place : place + size] for place in range(0, len(part), size)]
    for place in drawn.permutation(len(batches)):
        yield batches[place]


def use_one_core() -> None:
    """Have this process train on one core, so that others train beside it and the bits are those of any machine with as many."""
    torch.set_num_threads(1)


def arrays_of(network: nn.Module) -> dict[str, Float32Array]:
    """The weights by name."""
    return {name: tensor.float().numpy() for name, tensor in network.state_dict().items()}

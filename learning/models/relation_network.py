"""A transformer that reads a turn, the one before and facts together, and says which facts answer the turn or are made void by it: the network and its training.

Source: Vaswani et al. 2017, arXiv:1706.03762, each part normalised before it. `p2p.agent.assistant.relating.relations` is the same in NumPy,
by the same names.
"""

# B scenes, L pieces, E width of what is known of one, M marks, F facts, S signs, K kinds of turns, D width.

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from learning.arrays import Float32Array
from learning.models.transformer import Course, Dropout, Layer, batches_of, descend
from learning.relations import MAX_FACTS, MAX_PIECES, NUM_TEXTS, Lesson

BATCH = 64
RATE, DECAY, NUM_WARM_STEPS = 1e-3, 0.03, 100
FLAT_SHARE = 0.4
"""For so much of the steps the learning rate stays; then it falls as a cosine."""
UNSEEN_SHARE = 0.05
"""Of so many pieces what the encoder says is not shown in training."""
UNRULED_SHARE = 0.3
"""In so many scenes what the rules say is not shown in training."""
RELATION_WEIGHT, KIND_WEIGHT = 3.0, 0.5
"""What the two losses count."""
SMOOTHING = 0.02


class RelationNetwork(nn.Module):
    """Scores facts and the kind of a turn; the first `num_rule_signs` of a fact's signs are the rules'."""

    def __init__(self, shape: Mapping[str, int], *, width: int = 128, depth: int = 3, dropout: float = 0.15) -> None:
        super().__init__()
        self.inp, self.seen = nn.Linear(shape["states"], width), nn.Linear(shape["marks"], width)
        self.text, self.fact = nn.Embedding(NUM_TEXTS, width), nn.Embedding(MAX_FACTS + 1, width)
        self.pos = nn.Embedding(MAX_PIECES + 1, width)
        self.signs, self.before = nn.Linear(shape["signs"], width), nn.Linear(shape["before"], width)
        self.enc = nn.ModuleList(Layer(width, dropout, is_writing=False) for _ in range(depth))
        self.en = nn.LayerNorm(width)
        self.related, self.kind = nn.Linear(width, 2), nn.Linear(width, shape["kinds"])
        self.dropout = Dropout(dropout)
        self._num_rule_signs = shape["rule_signs"]

    def forward(self, scenes: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        """The scores [B, F, 2] of the facts and [B, K] of the turn's kinds."""
        states_BLE, signs_BFS, summaries_BF = scenes["states"], scenes["signs"], scenes["summaries"]
        if self.training:
            states_BLE = states_BLE * (torch.rand(states_BLE.shape[:2]) >= UNSEEN_SHARE)[..., None]
            is_ruled_BS = torch.ones(len(signs_BFS), 1, signs_BFS.shape[-1])
            is_ruled_BS[:, :, : self._num_rule_signs] = (torch.rand(len(signs_BFS), 1, 1) >= UNRULED_SHARE).float()
            signs_BFS = signs_BFS * is_ruled_BS
        x_BLD = self.dropout(self.inp(states_BLE)) + self.seen(scenes["marks"])
        x_BLD = x_BLD + self.text(scenes["texts"]) + self.fact(scenes["facts"]) + self.pos(scenes["places"])
        rows = torch.arange(len(x_BLD))[:, None]
        beside_BLD = torch.zeros_like(x_BLD)
        signed_BFD = self.signs(signs_BFS) * scenes["is_fact"][..., None]
        beside_BLD = beside_BLD.index_put((rows, summaries_BF), signed_BFD.to(beside_BLD.dtype), accumulate=True)
        beside_BLD[:, 0] = beside_BLD[:, 0] + self.before(scenes["before"])
        x_BLD = x_BLD + beside_BLD
        for layer in self.enc:
            x_BLD = layer(x_BLD, scenes["is_piece"][:, None, None, :])
        x_BLD = self.en(x_BLD)
        return cast(Tensor, self.related(x_BLD[rows, summaries_BF])), cast(Tensor, self.kind(x_BLD[:, 0]))


def make_relation_network(shape: Mapping[str, int], seed: int) -> RelationNetwork:
    """A network with random weights; `shape` says how many numbers each of "states", "marks", "signs", "rule_signs", "before" and "kinds" has."""
    torch.manual_seed(seed)
    return RelationNetwork(shape)


def train_relation_network(
    network: RelationNetwork, lessons: Callable[[], list[Lesson]], num_steps: int, seed: int, on_pass: Callable[[int, float], None]
) -> RelationNetwork:
    """The network after so many batches of the lessons, of which each pass asks anew; `on_pass` hears the steps and the mean loss."""
    drawn = np.random.default_rng(seed)
    torch.manual_seed(seed)
    course = Course(num_steps, RATE, DECAY, NUM_WARM_STEPS, FLAT_SHARE)

    def batches() -> Iterator[list[Lesson]]:
        return batches_of(lessons(), BATCH, lambda lesson: (len(lesson.scene.places_L),), drawn)

    descend(network, batches, lambda batch: _loss(network, _together(batch)), course, on_pass)
    return network


def scored(network: RelationNetwork, lessons: Sequence[Lesson]) -> list[tuple[Float32Array, Float32Array]]:
    """The scores [F, 2] of the facts and [K] of the kinds, of each scene."""
    with torch.inference_mode():
        network.eval()
        found = [network(_together([lesson])) for lesson in lessons]
    return [
        (related[0, : len(lesson.scene.signs_FS)].numpy(), kinds[0].numpy())
        for lesson, (related, kinds) in zip(lessons, found, strict=True)
    ]


def _together(lessons: Sequence[Lesson]) -> dict[str, Tensor]:
    """The lessons as tensors, the shorter ones filled up."""
    scenes = [lesson.scene for lesson in lessons]
    size, length, num_facts = len(scenes), max(len(one.places_L) for one in scenes), max(1, *(len(one.signs_FS) for one in scenes), 1)
    pieces = {"texts": "texts_L", "facts": "facts_L", "places": "places_L"}
    found = {name: torch.zeros(size, length, dtype=torch.long) for name in pieces}
    found |= {
        "states": torch.zeros(size, length, scenes[0].states[0].shape[1]),
        "marks": torch.zeros(size, length, scenes[0].marks_LM.shape[1]),
        "is_piece": torch.zeros(size, length, dtype=torch.bool),
        "summaries": torch.zeros(size, num_facts, dtype=torch.long),
        "signs": torch.zeros(size, num_facts, scenes[0].signs_FS.shape[1]),
        "is_fact": torch.zeros(size, num_facts),
        "before": torch.from_numpy(np.stack([one.before_K for one in scenes])),
        "kinds": torch.tensor([lesson.kind for lesson in lessons]),
        "relation": torch.tensor([-1 if lesson.relation is None else lesson.relation for lesson in lessons]),
        "labels": torch.zeros(size, num_facts),
    }
    for row, (lesson, scene) in enumerate(zip(lessons, scenes, strict=True)):
        pieces_here, facts_here = len(scene.places_L), len(scene.signs_FS)
        for name, attribute in pieces.items():
            found[name][row, :pieces_here] = torch.from_numpy(getattr(scene, attribute))
        found["states"][row, :pieces_here] = torch.from_numpy(scene.states_LE)
        found["marks"][row, :pieces_here] = torch.from_numpy(scene.marks_LM)
        found["is_piece"][row, :pieces_here] = True
        found["summaries"][row, :facts_here] = torch.from_numpy(scene.summaries_F)
        found["signs"][row, :facts_here] = torch.from_numpy(scene.signs_FS)
        found["is_fact"][row, :facts_here] = 1.0
        if lesson.labels_F is not None:
            found["labels"][row, :facts_here] = torch.from_numpy(lesson.labels_F)
    return found


def _loss(network: RelationNetwork, scenes: Mapping[str, Tensor]) -> Tensor:
    """The cross-entropies of the turns' kinds and of the relation that each turn has to facts."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        related, kinds = network(scenes)
    of_kind = functional.cross_entropy(kinds.float(), scenes["kinds"], label_smoothing=SMOOTHING)
    is_judged_BF = scenes["is_fact"] * (scenes["relation"] >= 0)[:, None]
    judged_BF = torch.gather(related.float(), 2, scenes["relation"].clamp(min=0)[:, None, None].expand(-1, related.shape[1], 1))[..., 0]
    each_BF = functional.binary_cross_entropy_with_logits(judged_BF, scenes["labels"], reduction="none")
    of_facts = (each_BF * is_judged_BF).sum() / is_judged_BF.sum().clamp(min=1)
    return KIND_WEIGHT * of_kind + RELATION_WEIGHT * of_facts

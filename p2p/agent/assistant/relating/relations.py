"""Relates a turn to what was told before: which facts answer it, which it makes void, and what it does.

A small transformer reads the turn, the one before it and the facts together, as the encoder sees their pieces, and what the rules say
of them. Networks that were trained apart judge together: what counts is the mean of their chances. `python -m tasks.agents.relating.training`
trains it on `data/own/assistant/conversations.jsonl`.
"""

# N networks, L pieces of all texts, D width, F facts, K kinds of turns.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from learning.arrays import Float32Array, all_finite
from learning.errors import EncoderMalformedError
from learning.relations import ANSWERS, MAX_FACTS, MAX_PIECES, NUM_TEXTS, VOIDS, Scene
from learning.tensors import read_tensors
from p2p.agent.assistant.encoder import Encoder
from p2p.agent.assistant.layers import Layers, Weights, mean_chances, turned, unpacked
from p2p.agent.assistant.memory import Memory
from p2p.agent.assistant.relating.scene import TURN_KINDS, TurnKind, scene_of
from p2p.agent.assistant.relating.scenes import Scenes

FILE = "relations.safetensors"
FORMAT = {"format": "fact-relations", "version": "1"}
OTHERS_SHARE = 0.1
"""Of a fact's chance to answer so much is left where the rules say that it is of somebody or something else, unless it stands in a group."""
_TABLES = frozenset(("text.weight", "fact.weight", "pos.weight"))
_SIZES = {
    "text.weight": NUM_TEXTS,
    "fact.weight": MAX_FACTS + 1,
    "pos.weight": MAX_PIECES + 1,
    "kind.weight": len(TURN_KINDS),
    "related.weight": 2,
}
_NEEDED = (*_SIZES, "inp.weight", "seen.weight", "signs.weight", "before.weight", "en.weight")


@dataclass(frozen=True, slots=True)
class Related:
    """How likely each of the facts answers a turn, how likely each is made void by it, and how likely the turn is of each kind."""

    answers: Sequence[float]
    voids: Sequence[float]
    kinds: Mapping[TurnKind, float]


class Relations:
    """`weights` are the networks' arrays as `learning.tensors` reads them, each with the networks as its first axis."""

    def __init__(self, weights: Weights) -> None:
        if any(name not in weights for name in _NEEDED) or len({len(array) for array in weights.values()}) != 1:
            raise ValueError("a part of the network is missing")
        sizes = {name: weights[name].shape[1] for name in _SIZES}
        if not all(all_finite(array) and len(array) for array in weights.values()) or sizes != _SIZES:
            raise ValueError("the weights are not those of a network of relations")
        self._layers = Layers(turned(weights, _TABLES))

    def relate(self, scene: Scene) -> Related:
        """What the turn of the scene has to do with its facts, in their order."""
        layers, weights = self._layers, self._layers.weights
        x_NLD = layers.linear("inp", scene.states_LE) + layers.linear("seen", scene.marks_LM)
        x_NLD = x_NLD + weights["text.weight"][:, scene.texts_L] + weights["fact.weight"][:, scene.facts_L]
        x_NLD = x_NLD + weights["pos.weight"][:, scene.places_L]
        x_NLD[:, 0] += layers.linear("before", scene.before_K[None])[:, 0]
        x_NLD[:, scene.summaries_F] += layers.linear("signs", scene.signs_FS)
        x_NLD = layers.normal("en", layers.read("enc", x_NLD))
        related_NF2 = layers.linear("related", x_NLD[:, scene.summaries_F])
        chances_F2 = (1 / (1 + np.exp(-related_NF2))).mean(0)
        kinds = dict(zip(TURN_KINDS, mean_chances(layers.linear("kind", x_NLD[:, :1])[:, 0]).tolist(), strict=True))
        return Related(chances_F2[:, ANSWERS].tolist(), chances_F2[:, VOIDS].tolist(), kinds)


class Relating:
    """Relates turns to a memory."""

    def __init__(self, encoder: Encoder, relations: Relations) -> None:
        self._scenes, self._relations = Scenes(encoder), relations

    def related(self, text: str, features_H: Float32Array, memory: Memory) -> Related:
        """What `text` has to do with each of the facts."""
        places, facts = self._scenes.known(text, features_H, memory)
        found = self._relations.relate(scene_of(*self._scenes.turns(text, memory), facts))
        answers, voids = np.zeros((2, len(memory.facts)))
        answers[places], voids[places] = found.answers, found.voids
        for place, known in zip(places, facts, strict=True):
            if known.ruled is not None and known.ruled.match.is_of_other and not memory.facts[place].group:
                answers[place] *= OTHERS_SHARE
        return Related(answers.tolist(), voids.tolist(), found.kinds)


@cache
def the_relations() -> Relations:
    """The network that comes with the project.

    Errors: EncoderMalformedError (learning.encoder.malformed).
    """
    return relations_of((files("p2p.agent.assistant.relating") / FILE).read_bytes())


def relations_of(content: bytes) -> Relations:
    """The network in the bytes of its file.

    Errors: EncoderMalformedError (learning.encoder.malformed).
    """
    found = read_tensors(content, EncoderMalformedError)
    if {key: found.metadata.get(key) for key in FORMAT} != FORMAT:
        raise EncoderMalformedError("the file holds no network of relations in format version 1")
    try:
        return Relations(unpacked(found.arrays))
    except (LookupError, ValueError, TypeError) as error:
        raise EncoderMalformedError("the file holds no network of relations") from error

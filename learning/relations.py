"""What a network that relates a turn to facts is given and says; see `learning.models.relation_network`."""

# L pieces of all texts, E width of what is known of one, M marks, F facts, S signs of a fact, K kinds of turns.

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from learning.arrays import Float16Array, Float32Array, IndexArray

MAX_FACTS = 12
"""So many facts are looked at together."""
MAX_PIECES = 64
"""So many pieces of each text are looked at."""
ANSWERS, VOIDS = range(2)
"""What is said of each fact: that it answers the turn, that the turn makes it void."""
TURN, BEFORE, FACT, FORMER = range(4)
"""Of which text a piece is: the turn's, that of the turn before, a fact's, or that of the fact in whose place it was told."""
NUM_TEXTS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A turn, the one before it and the facts.

    Shapes: states are what the encoder says of the pieces of one text after the other, each [pieces of it, width], and marks_LM [pieces, marks];
    there is nothing of a summary in them; texts_L, facts_L and places_L [pieces]: of which
    text each piece is, of which fact (1 the newest; 0 none), and where in its text (0 a summary); summaries_F [facts] where each fact's
    summary stands; signs_FS [facts, signs]; before_K [kinds] of which kind the turn before was.
    """

    states: Sequence[Float16Array]
    marks_LM: Float32Array
    texts_L: IndexArray
    facts_L: IndexArray
    places_L: IndexArray
    summaries_F: IndexArray
    signs_FS: Float32Array
    before_K: Float32Array

    @property
    def states_LE(self) -> Float32Array:
        """What the encoder says of all pieces."""
        return np.concatenate(self.states, dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A scene with the turn's kind, and to which of the facts it has which relation, `ANSWERS` or `VOIDS`; labels_F [facts]."""

    scene: Scene
    kind: int
    relation: int | None = None
    labels_F: Float32Array | None = None

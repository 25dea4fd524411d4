"""The scenes that turns make with a memory."""

# H width of the encoder.

from collections import OrderedDict

from learning.arrays import Float32Array
from learning.relations import MAX_FACTS
from p2p.agent.assistant.conversation.rules import Ruled, ruled
from p2p.agent.assistant.encoder import Encoder
from p2p.agent.assistant.memory import Memory
from p2p.agent.assistant.relating.scene import LINKING, Known, Said, TurnKind

NUM_NEWEST = 2
"""Of many facts so many of the last are looked at, however they match."""
MAX_KEPT = 256
"""Of so many texts what the encoder said is kept."""


class Scenes:
    """What is needed of scenes; what the encoder said of the last texts is kept."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._said: OrderedDict[str, Said] = OrderedDict()

    def turns(self, text: str, memory: Memory) -> tuple[Said, tuple[TurnKind, Said] | None]:
        """The turn, and the one before it with its kind."""
        kind: TurnKind | None = next((kind for kind in LINKING if kind == memory.before_kind), None)
        return self._of(text), None if kind is None else (kind, self._of(memory.before))

    def known(self, text: str, features_H: Float32Array, memory: Memory) -> tuple[list[int], list[Known]]:
        """The facts that are looked at, with their places: of many those that a rule names, the best matches and the last ones."""
        by_rules = ruled(text, features_H, memory)
        places = list(range(len(by_rules)))
        if len(places) > MAX_FACTS:
            best = sorted(places[:-NUM_NEWEST], key=lambda place: _rank(by_rules[place], is_answer=memory.facts[place] in memory.answered))
            places = sorted([*best[: MAX_FACTS - NUM_NEWEST], *places[-NUM_NEWEST:]])
        return places, [
            Known(
                self._of(memory.facts[place].text),
                self._of(former) if (former := memory.facts[place].former) else None,
                memory.num_turns - memory.facts[place].turn,
                memory.facts[place] in memory.answered,
                by_rules[place],
            )
            for place in places
        ]

    def _of(self, text: str) -> Said:
        said = self._said.pop(text, None) or Said(text, self._encoder.tokens(text))
        self._said[text] = said
        while len(self._said) > MAX_KEPT:
            self._said.popitem(last=False)
        return said


def _rank(ruled: Ruled, *, is_answer: bool) -> tuple[bool, bool, bool, float]:
    """What is looked at first: what answered the turn before, what a rule says that this one is of, what matches best."""
    is_named = ruled.is_said_anew or ruled.is_corrected or ruled.is_unwanted
    return not is_answer, not is_named, ruled.match.is_of_other, -ruled.match.score

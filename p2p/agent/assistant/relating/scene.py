"""A turn, the one before it and what was told, as the network that relates them sees it."""

# L pieces of all texts, E width of what is known of one, M marks, F facts, S signs of a fact, K kinds of turns.

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from learning.arrays import Float16Array, Float32Array
from learning.relations import BEFORE, FACT, FORMER, MAX_FACTS, MAX_PIECES, TURN, Scene
from learning.retrieval.words import words
from p2p.agent.assistant.conversation.matching import best_of
from p2p.agent.assistant.conversation.rules import Ruled
from p2p.agent.assistant.encoder import Tokens
from p2p.agent.assistant.programs.pieces import NUM_MARKS as NUM_PIECE_MARKS
from p2p.agent.assistant.programs.pieces import Pieces, marks_of

TurnKind = Literal["tell", "ask", "forget", "list", "forget_all", "other"]
TURN_KINDS: tuple[TurnKind, ...] = get_args(TurnKind)
LINKING: tuple[TurnKind, ...] = ("tell", "ask", "forget")
"""The kinds of turns that a next one may lean on."""
NUM_MARKS = NUM_PIECE_MARKS + 3
NUM_RULE_SIGNS = 10
NUM_SIGNS = NUM_RULE_SIGNS + 6
_WORD = re.compile(r"[^\W_]+(?:['’][a-z]+)?")
_ENDING = re.compile(r"['’]\w*$")


class Said:
    """A text with what the network is told of its pieces; of a long one the first."""

    def __init__(self, text: str, tokens: Tokens) -> None:
        spans = list(tokens.spans[:MAX_PIECES])
        self.text = text
        self.states_LE: Float16Array = tokens.states_LE[:MAX_PIECES].astype(np.float16)
        self.marks_LM = marks_of(Pieces(text, spans))
        self.stems = _stems_of(text, spans)
        self.all_stems = frozenset[str]().union(*self.stems)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A fact: what it says, what was said in its place before, how many turns ago it was told, whether it answered the turn before, and what the rules say of it."""

    said: Said
    former: Said | None
    age: int
    has_answered: bool
    ruled: Ruled | None


def scene_of(turn: Said, before: tuple[TurnKind, Said] | None, facts: Sequence[Known]) -> Scene:
    """The scene with the newest `MAX_FACTS` facts, of which the last is the newest."""
    facts = facts[-MAX_FACTS:]
    told = [known.said.all_stems for known in facts]
    all_told = frozenset[str]().union(*told)
    parts: list[tuple[int, int, Said | None, frozenset[str]]] = [(TURN, 0, None, frozenset()), (TURN, 0, turn, all_told)]
    if before is not None:
        parts.append((BEFORE, 0, before[1], all_told))
    for place, known in enumerate(facts):
        number, others = len(facts) - place, frozenset[str]().union(*told[:place], *told[place + 1 :])
        parts += [(FACT, number, None, frozenset()), (FACT, number, known.said, others)]
        if known.former is not None:
            parts.append((FORMER, number, known.former, others))
    sizes = [1 if said is None else len(said.stems) for _, _, said, _ in parts]
    width = turn.states_LE.shape[1]
    nothing: Float16Array = np.zeros((1, width), dtype=np.float16)
    starts = np.cumsum([0, *sizes])
    return Scene(
        [nothing if said is None else said.states_LE for _, _, said, _ in parts],
        np.concatenate([_marks(part, turn, before[1] if before else None) for part in parts]),
        np.repeat([text for text, *_ in parts], sizes),
        np.repeat([number for _, number, *_ in parts], sizes),
        np.concatenate([[0] if said is None else np.arange(1, size + 1) for (_, _, said, _), size in zip(parts, sizes, strict=True)]),
        np.array([start for start, part in zip(starts, parts, strict=False) if part[0] == FACT and part[2] is None], dtype=np.int64),
        np.array([[*_signs(facts, place)] for place in range(len(facts))], dtype=np.float32).reshape(len(facts), NUM_SIGNS),
        np.array([before is not None and before[0] == kind for kind in LINKING], dtype=np.float32),
    )


def _marks(part: tuple[int, int, Said | None, frozenset[str]], turn: Said, before: Said | None) -> Float32Array:
    """What the encoder does not see of each piece of a text, and whether its word is in the turn, the turn before, or (another) fact."""
    text, _, said, others = part
    if said is None:
        return np.zeros((1, NUM_MARKS), dtype=np.float32)
    asked = frozenset[str]() if text == TURN else turn.all_stems
    asked_before = frozenset[str]() if text == BEFORE or before is None else before.all_stems
    shared = [[not stems.isdisjoint(all_stems) for all_stems in (asked, asked_before, others)] for stems in said.stems]
    return np.concatenate([said.marks_LM, np.array(shared, dtype=np.float32).reshape(-1, 3)], axis=1)


def _signs(facts: Sequence[Known], place: int) -> Iterator[float]:
    """What the rules say of a fact, and when it was told."""
    known = facts[place]
    yield from (0.0,) * NUM_RULE_SIGNS if known.ruled is None else _rule_signs(known.ruled, facts)
    ages = [other.age for other in facts]
    yield known.age == 1
    yield known.age == 2
    yield known.has_answered
    yield known.former is not None
    yield ages[place + 1 : place + 2] == [known.age]
    yield place > 0 and ages[place - 1] == known.age


def _rule_signs(ruled: Ruled, facts: Sequence[Known]) -> Iterator[float]:
    matches = [other.ruled.match for other in facts if other.ruled is not None]
    match = ruled.match
    yield from (match.score, match.share, match.cosine, match.is_of_other, match.is_of_another, match is matches[best_of(matches)])
    yield from (ruled.answers, ruled.is_said_anew, ruled.is_corrected, ruled.is_unwanted)


def _stems_of(text: str, spans: Sequence[tuple[int, int]]) -> list[frozenset[str]]:
    """Of each piece the stems of the word that it is part of."""
    found = [(match.start(), match.end(), frozenset(_stems(match.group()))) for match in _WORD.finditer(text)]
    return [next((stems for start, stop, stems in found if start <= begin and end <= stop), frozenset()) for begin, end in spans]


def _stems(word: str) -> list[str]:
    return words(_ENDING.sub("", word)) or [word.casefold()]

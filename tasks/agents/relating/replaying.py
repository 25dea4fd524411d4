"""What the network learns of a labelled conversation: each turn with the memory as its labels leave it."""

# F facts.

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from learning.arrays import Float32Array
from learning.relations import ANSWERS, VOIDS, Lesson
from p2p.agent.assistant.conversation.acts import act_features, act_head
from p2p.agent.assistant.conversation.lexicon import topic
from p2p.agent.assistant.conversation.telling import told
from p2p.agent.assistant.conversation.turns import asked, likeliest
from p2p.agent.assistant.encoder import Encoder
from p2p.agent.assistant.memory import Fact, Memory
from p2p.agent.assistant.relating.scene import LINKING, TURN_KINDS, Known, Said, TurnKind, scene_of
from p2p.agent.assistant.relating.scenes import Scenes
from tasks.agents.relating.cases import Conversation, LabelledTurn

_JOINTS = (", ", ", ", ". ", "; ", " and ")
_RELATIONS = {"tell": VOIDS, "ask": ANSWERS, "forget": VOIDS}


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A turn of a conversation with the facts that hold when it comes, and which of them it is of."""

    turn: Said
    before: tuple[TurnKind, Said] | None
    facts: Sequence[Known]
    kind: TurnKind
    is_of: Sequence[bool] | None

    def lesson(self) -> Lesson:
        """The moment as the network takes it."""
        scene = scene_of(self.turn, self.before, self.facts)
        if self.is_of is None:
            return Lesson(scene, TURN_KINDS.index(self.kind))
        return Lesson(scene, TURN_KINDS.index(self.kind), _RELATIONS[self.kind], np.array(self.is_of, dtype=np.float32))


def without_some(conversation: Conversation, drawn: Random, share: float) -> Conversation:
    """The conversation without some of the turns that tell something new, and without what other turns have to do with those facts."""
    numbers: dict[int, int] = {}
    turns: list[LabelledTurn] = []
    num_told = 0
    for turn in conversation.turns:
        is_left_out = turn.kind == "tell" and not turn.of and drawn.random() < share
        for place in range(len(turn.facts)):
            if not is_left_out:
                numbers[num_told + place + 1] = len(numbers) + 1
        num_told += len(turn.facts)
        if not is_left_out:
            turns.append(turn.model_copy(update={"of": tuple(numbers[number] for number in turn.of if number in numbers)}))
    return Conversation(turns=tuple(turns))


def with_joined(conversation: Conversation, drawn: Random, share: float) -> Conversation:
    """The conversation with some of the turns that tell something new joined to the one before, if that does the same."""
    turns: list[LabelledTurn] = []
    for turn in conversation.turns:
        last = turns[-1] if turns else None
        if last is not None and last.facts and turn.facts and not last.of and not turn.of and drawn.random() < share:
            text = f"{last.text.rstrip(' .')}{drawn.choice(_JOINTS)}{turn.text}"
            turns[-1] = LabelledTurn(kind="tell", text=text, facts=(*last.facts, *turn.facts))
        else:
            turns.append(turn)
    return Conversation(turns=tuple(turns))


class Replay:
    """A conversation as it is replayed: the memory, and which of the told pieces each of its facts holds."""

    def __init__(self, encoder: Encoder, scenes: Scenes, memory: Memory | None = None) -> None:
        self._encoder, self._scenes = encoder, scenes
        self.memory = memory or Memory()
        self._held: list[tuple[Fact, frozenset[int]]] = [(fact, frozenset()) for fact in self.memory.facts]
        self._num_told = 0

    def moments(self, conversation: Conversation) -> Iterator[Moment]:
        """Each turn as it comes."""
        for turn in conversation.turns:
            yield self.moment(turn)
            self._go_on(turn)

    def moment(self, turn: LabelledTurn) -> Moment:
        """A turn that comes now."""
        places, facts = self._scenes.known(turn.text, self._encoded(turn.text), self.memory)
        labels = self._labels(turn)
        is_of = [labels[place] for place in places] if turn.kind in _RELATIONS and bool(turn.of) == any(labels) else None
        return Moment(*self._scenes.turns(turn.text, self.memory), facts, turn.kind, is_of)

    def _labels(self, turn: LabelledTurn) -> list[bool]:
        """Of each fact whether the turn is of it: asks for one of its pieces, or makes all of them void."""
        of = set(turn.of)
        found = [next((pieces for known, pieces in self._held if known is fact), frozenset[int]()) for fact in self.memory.facts]
        return [bool(pieces) and (not pieces.isdisjoint(of) if turn.kind == "ask" else pieces <= of) for pieces in found]

    def _go_on(self, turn: LabelledTurn) -> None:
        """Do to the memory what the labels say of the turn."""
        if turn.kind == "other":
            return
        memory, places = self.memory, [place for place, is_of in enumerate(self._labels(turn)) if is_of]
        if turn.kind == "ask":
            after = asked(turn.text, self._encoded(turn.text), memory, places)
        elif turn.kind == "tell":
            after = told(turn.text, memory, self._encoded, voids=places, goes_on=self._goes_on(turn.text))[1]
            if memory.facts and not places:
                self._hold_on(memory.facts[-1], after)
            self._note(turn, [fact for fact in after.facts if all(fact is not known for known, _ in self._held)])
        else:
            gone = {"forget_all": range(len(memory.facts)), "forget": places}.get(turn.kind, ())
            after = replace(
                memory, facts=tuple(fact for place, fact in enumerate(memory.facts) if place not in gone), question=None, answered=()
            )
        kind = turn.kind if turn.kind in LINKING else ""
        self.memory = replace(after, before=turn.text if kind else "", before_kind=kind, num_turns=memory.num_turns + 1)

    def _goes_on(self, text: str) -> bool:
        """Whether a turn is heard as a piece of the one before."""
        chances = act_head().chances(act_features(text, self._encoded(text)))
        return likeliest(text, self.memory, chances) == "fragment"

    def _hold_on(self, last: Fact, after: Memory) -> None:
        """The last fact may now stand in a group: it holds what it held."""
        grouped = next((fact for fact in after.facts if fact.text == last.text and fact.turn == last.turn), last)
        self._held = [(grouped if known is last else known, pieces) for known, pieces in self._held]

    def _note(self, turn: LabelledTurn, facts: Sequence[Fact]) -> None:
        """Each piece that was told is held by the new fact that has most of its words."""
        pieces: list[set[int]] = [set() for _ in facts]
        for piece in turn.facts:
            self._num_told += 1
            said = set(topic(piece))
            if facts:
                pieces[max(range(len(facts)), key=lambda place: len(said & set(topic(facts[place].text))))].add(self._num_told)
        self._held += [(fact, frozenset(numbers)) for fact, numbers in zip(facts, pieces, strict=True)]

    def _encoded(self, text: str) -> Float32Array:
        return self._encoder.encode([text])[0]

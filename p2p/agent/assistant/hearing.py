"""A turn as it is understood: what it does to the memory, of which kind it is, and the program that it asks for.

Two linear heads on the encoder's vector, the parser on its tokens, and the network that relates it to what was told judge each turn; what
counts is between them.
"""

# H width of the encoder, F features of a turn.

from collections.abc import Mapping
from dataclasses import dataclass

from learning.arrays import Float32Array
from p2p.agent.assistant.conversation.acts import ACTS, Act
from p2p.agent.assistant.conversation.turns import TOLD
from p2p.agent.assistant.head import Label
from p2p.agent.assistant.kinds import KINDS, Kind
from p2p.agent.assistant.programs.parser import Parsing
from p2p.agent.assistant.relating.relations import Related
from p2p.agent.assistant.relating.scene import TurnKind

PARSER_SHARE = 0.5
"""What the parser's chances of what a turn does count beside the heads'."""
RELATIONS_SHARE = 0.3
"""What the relations' chances of what a turn does count beside those of the others."""
DOCUMENT_EASE = 0.3
"""So much less a passage needs for what is surely a question of documents, and so much more for what is surely for nobody here."""
MAX_OTHER = 8.0
"""A turn is not told where it is so much likelier that it concerns no memory."""
MAX_OTHER_ASKED = 0.01
"""The same for a turn with a question mark."""
MIN_SURELY_TOLD = 0.7
"""What so likely tells something, and is likelier for the memory than work, is no work."""
_NO_MEMORY: tuple[Kind, ...] = ("intent", "document", "stranger")
_WORK: tuple[Kind, ...] = ("tool", "instruction")


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A turn as it is understood: how likely it is each act, the likeliest given what is remembered, how likely it is of each kind, and what it has to do with each fact."""

    text: str
    features_H: Float32Array
    chances: Mapping[Act, float]
    act: Act
    kinds: Mapping[Kind, float]
    parsing: Parsing | None
    related: Related

    @property
    def work(self) -> float:
        """How likely it is for a tool or an instruction."""
        return self.kinds["tool"] + self.kinds["instruction"]

    @property
    def ease(self) -> float:
        """How much less a passage needs to be its answer."""
        return DOCUMENT_EASE * (self.kinds["document"] - self.kinds["stranger"])

    @property
    def otherness(self) -> float:
        """How much likelier it is that it is for the documents or for nobody here than that it concerns the memory."""
        return (self.kinds["stranger"] + self.kinds["document"]) / self.kinds["memory"]

    @property
    def telling(self) -> float:
        """How likely it tells something."""
        return sum(self.chances[act] for act in TOLD)

    @property
    def is_told(self) -> bool:
        """Whether it tells something, as its acts and its kinds together say."""
        limit = MAX_OTHER_ASKED if "?" in self.text else MAX_OTHER
        return self.is_surely_told or (self.act in TOLD and self.otherness * self.chances["other"] <= limit * self.telling)

    @property
    def is_surely_told(self) -> bool:
        """Whether it tells something and is no work beside, whatever a grammar reads in its words."""
        return self.act in TOLD and self.telling >= MIN_SURELY_TOLD and self.kinds["memory"] > self.work


def acts_together(chances: Mapping[Act, float], parsing: Parsing | None, turn_kinds: Mapping[TurnKind, float]) -> dict[Act, float]:
    """How likely a turn is each act by the head, the parser and the relations; what has a program is a task, what is of a kind without memory is other."""
    judged = dict(chances)
    if parsing is not None:
        turns = parsing.turns
        parsed = {act: turns.get(act, 0.0) for act in ACTS} | {
            "task": max(0.0, 1 - sum(turns.values())),
            "other": turns["other"] + sum(turns[kind] for kind in _NO_MEMORY),
        }
        judged = {act: (1 - PARSER_SHARE) * chances[act] + PARSER_SHARE * parsed[act] for act in ACTS}
    groups: dict[TurnKind, tuple[Act, ...]] = {"tell": TOLD, "other": ("task", "other")}
    related: dict[Act, float] = {}
    for kind, chance in turn_kinds.items():
        acts = groups.get(kind) or tuple(act for act in ACTS if act == kind)
        related |= _spread(chance, {act: judged[act] for act in acts})
    return {act: (1 - RELATIONS_SHARE) * judged[act] + RELATIONS_SHARE * related[act] for act in ACTS}


def kinds_together(chances: Mapping[Kind, float], parsing: Parsing | None, turn_kinds: Mapping[TurnKind, float]) -> dict[Kind, float]:
    """How likely a turn is of each kind by the head, by the parser, which does not tell tools from instructions, nor whom "other" is for, and by the relations, which only tell what concerns the memory."""
    judged = dict(chances)
    if parsing is not None:
        turns = parsing.turns
        work, other = max(0.0, 1 - sum(turns.values())), turns["other"]
        parsed: dict[Kind, float] = {"memory": sum(turns.values()) - other - sum(turns[kind] for kind in _NO_MEMORY)}
        for kinds, share in ((_WORK, work), (_NO_MEMORY, other)):
            among: dict[Kind, float] = {kind: chances[kind] for kind in kinds}
            for kind, chance in _spread(share, among).items():
                parsed[kind] = chance + turns.get(kind, 0.0)
        judged = {kind: (1 - PARSER_SHARE) * chances[kind] + PARSER_SHARE * parsed[kind] for kind in KINDS}
    others: dict[Kind, float] = {kind: judged[kind] for kind in KINDS if kind != "memory"}
    related = _spread(turn_kinds["other"], others)
    related["memory"] = 1 - turn_kinds["other"]
    return {kind: (1 - RELATIONS_SHARE) * judged[kind] + RELATIONS_SHARE * related[kind] for kind in KINDS}


def _spread(chance: float, among: Mapping[Label, float]) -> dict[Label, float]:
    """A chance divided as others are."""
    whole = sum(among.values())
    return {label: chance * share / whole if whole else chance / len(among) for label, share in among.items()}

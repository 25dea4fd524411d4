"""The assistant: one text in, one reply out, and what it remembers from then on."""

# H width of the encoder.

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from learning.arrays import Float32Array
from p2p.agent.assistant.conversation.acts import ActHead, act_head
from p2p.agent.assistant.conversation.turns import (
    ASKED,
    MIN_ASKED,
    MIN_NEAREST_SURENESS,
    TOLD,
    Turn,
    forgotten,
    likeliest,
    listed,
    nearest,
    recalled,
    told,
)
from p2p.agent.assistant.conversation.wording import after_lead, is_personal, is_question, is_statement, kept_in, speaks_of_memory
from p2p.agent.assistant.encoder import Encoder
from p2p.agent.assistant.instructions.following import follow
from p2p.agent.assistant.library import Library
from p2p.agent.assistant.memory import Memory
from p2p.agent.assistant.reply import Reply, Source
from p2p.agent.assistant.router import Router
from p2p.agent.assistant.tools.chains import use_tools

OUT_OF_SCOPE = "out_of_scope"
NUM_SOURCES = 5
MIN_SURE = 0.5
"""A question so likely to be about what was told is answered from that before a tool reads it."""
MIN_SCORE = 0.8
"""A passage that scores less is no answer."""
MIN_RIVAL_SCORE = 1.1
"""A passage that scores less is no answer either to what has an intent, or tells something: that is gone by, and the passage only named."""


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers from its tools, its memory and its library, and refuses what none of them can answer."""

    encoder: Encoder
    router: Router
    library: Library
    acts: ActHead = field(default_factory=act_head)

    def reply(self, text: str, memory: Memory, today: date) -> tuple[Reply, Memory]:
        """The answer to `text`, and the memory after it."""
        features_H = self._encoded(text)
        if (speaks_of_memory(text) or memory.facts) and (turn := self._wished(text, features_H, memory)) is not None:
            return _of_memory(turn)
        steps = use_tools(text, today)
        prescribed = follow(text, today)
        is_form_only = not steps and prescribed is not None and self._is_of_documents(text, features_H)
        if (steps or prescribed is not None) and not is_form_only and not self._is_told(text, features_H, memory):
            result = prescribed if prescribed is not None else steps[-1].result
            return Reply(result, "tools" if steps else "instruction", steps=steps), memory
        return self._answered(text, features_H, memory)

    def _wished(self, text: str, features_H: Float32Array, memory: Memory) -> Turn | None:
        """The turn that surely wants something kept, forgotten, listed or recalled; None for any other."""
        chances = self.acts.chances(text, features_H)
        act = likeliest(text, memory, chances)
        if kept_in(text) is not None and (act in TOLD or not text.strip().endswith("?")):
            return told(text, memory, self._encoded, "tell", chances["correct"])
        if act == "forget_all":
            return "Everything is forgotten.", Memory(num_told=memory.num_told)
        if act == "list":
            return listed(memory)
        if act == "forget":
            return forgotten(text, features_H, memory)
        is_sure = chances["ask"] >= MIN_SURE
        min_share = 0.0 if is_personal(text) and chances["ask"] >= 0.9 else 0.5
        return recalled(text, features_H, memory, chances["ask"], min_share) if is_sure else None

    def _is_of_documents(self, text: str, features_H: Float32Array) -> bool:
        """Whether a passage surely answers what is a question: its words are then no instruction on a form."""
        return is_question(text) and _reaches(self.library.rank_encoded(text, features_H, 1), MIN_RIVAL_SCORE)

    def _is_told(self, text: str, features_H: Float32Array, memory: Memory) -> bool:
        """Whether a turn tells something, though a tool could read it as a request."""
        return is_statement(text) and likeliest(text, memory, self.acts.chances(text, features_H)) in TOLD

    def _encoded(self, text: str) -> Float32Array:
        return self.encoder.encode([text])[0]

    def _answered(self, text: str, features_H: Float32Array, memory: Memory) -> tuple[Reply, Memory]:
        """The answer to what is neither a wish nor for a tool: what was told, a document's, a note, a known intent, or a refusal."""
        chances = self.acts.chances(text, features_H)
        act = likeliest(text, memory, chances)
        if act == "other" and (rest := after_lead(text)) is not None:
            return self._answered(rest, self._encoded(rest), memory)
        sureness = chances["ask"] / sum(chances[act] for act in ASKED)
        if is_question(text) and is_personal(text):
            sureness = max(sureness, MIN_ASKED)
        if act not in TOLD and (turn := recalled(text, features_H, memory, sureness)) is not None:
            return _of_memory(turn)
        correcting = chances["correct"] / (chances["correct"] + chances["tell"])
        turn = told(text, memory, self._encoded, act, correcting) if act in TOLD else None
        if turn is None and memory.num_told and sureness >= MIN_NEAREST_SURENESS:
            turn = nearest(text, features_H, memory)
        return self._routed(text, features_H, memory, turn)

    def _routed(self, text: str, features_H: Float32Array, memory: Memory, turn: Turn | None) -> tuple[Reply, Memory]:
        """The answer of a document, where one fits so well; else of the memory, a known intent, or a refusal."""
        intent, _ = self.router.intent_of(features_H)
        sources = self.library.rank_encoded(text, features_H, NUM_SOURCES)
        is_free = turn is None and intent is None
        if _reaches(sources, MIN_SCORE if is_free else MIN_RIVAL_SCORE) and (intent is None or is_question(text)):
            return Reply(sources[0].passage, "documents", sources=sources), turn[1] if turn else memory
        named = sources if _reaches(sources, MIN_SCORE) else ()
        if turn is not None:
            return _of_memory(turn, named)
        if intent is not None:
            return Reply(f"This is a request of the kind {intent.replace('_', ' ')}.", intent, sources=named), memory
        if is_statement(text):
            return _of_memory(told(text, memory, self._encoded, "tell"))
        return Reply("I cannot help with that.", OUT_OF_SCOPE, is_refused=True, sources=sources), memory


def _of_memory(turn: Turn, sources: tuple[Source, ...] = ()) -> tuple[Reply, Memory]:
    return Reply(turn[0], "memory", sources=sources), turn[1]


def _reaches(sources: Sequence[Source], score: float) -> bool:
    return bool(sources) and sources[0].score >= score

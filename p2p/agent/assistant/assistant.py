"""The assistant: one text in, one reply out, and what it remembers from then on."""

# H width of the encoder.

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from learning.arrays import Float32Array
from p2p.agent.assistant.conversation.phrases import is_question
from p2p.agent.assistant.conversation.turns import Encode, asked_turn, explicit_turn, nearest_turn, told_turn
from p2p.agent.assistant.encoder import Encoder
from p2p.agent.assistant.instructions.following import follow
from p2p.agent.assistant.library import Library
from p2p.agent.assistant.memory import Memory
from p2p.agent.assistant.reply import Reply, Source
from p2p.agent.assistant.router import Router
from p2p.agent.assistant.tools.chains import use_tools

OUT_OF_SCOPE = "out_of_scope"
NUM_SOURCES = 5
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

    def reply(self, text: str, memory: Memory, today: date) -> tuple[Reply, Memory]:
        """The answer to `text`, and the memory after it."""
        encode: Encode = functools.lru_cache(maxsize=8)(self._encoded)
        if (turn := explicit_turn(text, memory, encode)) is not None:
            return Reply(turn[0], "memory"), turn[1]
        steps = use_tools(text, today)
        prescribed = follow(text, today)
        if steps or prescribed is not None:
            return Reply(
                prescribed if prescribed is not None else steps[-1].result, "tools" if steps else "instruction", steps=steps
            ), memory
        features_H = encode(text)
        if (turn := asked_turn(text, features_H, memory)) is not None:
            return Reply(turn[0], "memory"), turn[1]
        return self._routed(text, features_H, memory, encode)

    def _encoded(self, text: str) -> Float32Array:
        return self.encoder.encode([text])[0]

    def _routed(self, text: str, features_H: Float32Array, memory: Memory, encode: Encode) -> tuple[Reply, Memory]:
        """The answer to what needs no tool: a document's, a note of what is told, a known intent, or a refusal."""
        intent, _ = self.router.intent_of(features_H)
        turn = told_turn(text, memory, encode)
        sources = self.library.rank_encoded(text, features_H, NUM_SOURCES)
        is_free = turn is None and intent is None
        if _reaches(sources, MIN_SCORE if is_free else MIN_RIVAL_SCORE) and (intent is None or is_question(text)):
            return Reply(sources[0].passage, "documents", sources=sources), memory
        named = sources if _reaches(sources, MIN_SCORE) else ()
        if turn is not None:
            return Reply(turn[0], "memory", sources=named), turn[1]
        if intent is None and (turn := nearest_turn(text, features_H, memory)) is not None:
            return Reply(turn[0], "memory", sources=named), turn[1]
        if intent is not None:
            return Reply(f"This is a request of the kind {intent.replace('_', ' ')}.", intent, sources=named), memory
        return Reply("I cannot help with that.", OUT_OF_SCOPE, is_refused=True, sources=sources), memory


def _reaches(sources: Sequence[Source], score: float) -> bool:
    return bool(sources) and sources[0].score >= score

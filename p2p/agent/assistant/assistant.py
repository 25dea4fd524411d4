"""The assistant: one text in, one reply out, and what it remembers from then on."""

from dataclasses import dataclass
from datetime import date

from p2p.agent.assistant.encoder import Encoder
from p2p.agent.assistant.library import Library
from p2p.agent.assistant.memory import Memory
from p2p.agent.assistant.reply import Reply
from p2p.agent.assistant.router import Router

OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers from its tools, its memory and its library, and refuses what none of them can answer."""

    encoder: Encoder
    router: Router
    library: Library

    def reply(self, text: str, memory: Memory, today: date) -> tuple[Reply, Memory]:
        """The answer to `text`, and the memory after it."""
        return Reply("I cannot help with that.", OUT_OF_SCOPE, is_refused=True), memory

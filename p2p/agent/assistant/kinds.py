"""Of which kind a turn is: for a tool, an instruction, about what was told, a request with an intent, for the documents, or for nobody here."""

import functools
from typing import Literal, get_args

from p2p.agent.assistant.head import Head
from p2p.agent.assistant.kind_weights import BIAS, SCALES, WEIGHTS

Kind = Literal["tool", "instruction", "memory", "intent", "document", "stranger"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@functools.cache
def kind_head() -> Head[Kind]:
    """The head that comes with the assistant; its features are those of the acts."""
    return Head.unpacked(KINDS, WEIGHTS, SCALES, BIAS)

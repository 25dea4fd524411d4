"""An instruction on the form of the reply, followed to the letter."""

import re
from datetime import date

from p2p.agent.assistant.instructions.asking import Ask
from p2p.agent.assistant.instructions.conditions import conditional_reply
from p2p.agent.assistant.instructions.counting import counted_reply
from p2p.agent.assistant.instructions.forms import formed_reply
from p2p.agent.assistant.instructions.json_replies import json_reply
from p2p.agent.assistant.instructions.lines import lined_reply
from p2p.agent.assistant.instructions.saying import echoed_reply
from p2p.agent.assistant.language.asking import without_form
from p2p.agent.assistant.language.parting import partings
from p2p.agent.assistant.language.subjects import Quoted, quoted
from p2p.agent.assistant.language.tokens import tokens_of
from p2p.agent.assistant.tools.chains import use_tools

MIN_SCORE = -1.0
"""A request that is parted worse is not understood."""


def follow(request: str, today: date) -> str | None:
    """The whole reply that `request` prescribes, or None where it prescribes none."""
    said = quoted(re.sub(r"(?<=\w) / (?=\w[\w -]* / |\w+(?:[,.;:]|$| -))", ", ", request.strip()))
    parted = [parting for parting in partings(said) if parting.score >= MIN_SCORE]
    for found in (
        json_reply(request),
        conditional_reply(request, today),
        next((found for parting in parted if (found := counted_reply(parting)) is not None), None),
    ):
        if found is not None:
            return found
    steps = use_tools(request, today)
    bare = without_form(request)
    if any(step.tool != "text" for step in steps):
        return None if bare == request.strip() else steps[-1].result
    for parting in parted[:2]:
        ask = Ask.of(parting)
        if (
            parting.payload
            and ask.has("count", "exact", "limit", "polite")
            and not ask.has("word", "times", "sign", "pair")
            and (found := use_tools(parting.payload, today))
            and found[-1].tool != "text"
        ):
            return found[-1].result
    for rule, some in ((lined_reply, parted), (formed_reply, parted[:3])):
        if (found := next((found for parting in some if (found := rule(parting)) is not None), None)) is not None:
            return found
    if bare != request.strip() and (found := use_tools(bare, today)):
        return found[-1].result
    if not steps and (found := use_tools(_bare(said), today)):
        return found[-1].result
    return steps[-1].result if steps else next((found for parting in parted[:2] if (found := echoed_reply(parting)) is not None), None)


def _bare(said: Quoted) -> str:
    """A request without the words at its end that only say in which form to answer."""
    tokens = tokens_of(said.text)
    end = len(tokens)
    while end and tokens[end - 1].concept in ("count", "exact", "limit", "polite", "fill", "weak", "stop"):
        end -= 1
    return said.restored(said.text[: tokens[end - 1].end]) if end else ""

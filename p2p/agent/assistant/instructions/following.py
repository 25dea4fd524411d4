"""An instruction on the form of the reply, followed to the letter."""

import re
from datetime import date

from p2p.agent.assistant.instructions.conditions import conditional_reply
from p2p.agent.assistant.instructions.counting import counted_reply
from p2p.agent.assistant.instructions.forms import echoed_reply, formed_reply
from p2p.agent.assistant.instructions.json_replies import json_reply
from p2p.agent.assistant.instructions.lines import lined_reply
from p2p.agent.assistant.language.asking import without_form
from p2p.agent.assistant.language.parting import Parting, partings
from p2p.agent.assistant.language.subjects import quoted
from p2p.agent.assistant.tools.chains import use_tools

MIN_SCORE = -1.0
"""A request that is parted worse is not understood."""


def follow(request: str, today: date) -> str | None:
    """The whole reply that `request` prescribes, or None where it prescribes none."""
    said = quoted(re.sub(r"(?<=\w) / (?=\w[\w -]* / |\w+(?:[,.;:]|$| -))", ", ", request.strip()))
    parted = [parting for parting in partings(said) if parting.score >= MIN_SCORE]
    for found in (json_reply(request), conditional_reply(request, today), next((found for parting in parted if (found := counted_reply(parting)) is not None), None)):
        if found is not None:
            return found
    steps = use_tools(request, today)
    bare = without_form(request)
    if any(step.tool != "text" for step in steps):
        return None if bare == request.strip() else steps[-1].result
    for rule, some in ((lined_reply, parted), (formed_reply, parted[:3])):
        if (found := next((found for parting in some if (found := rule(parting)) is not None), None)) is not None:
            return found
    if bare != request.strip() and (found := use_tools(bare, today)):
        return found[-1].result
    return steps[-1].result if steps else next((found for parting in parted[:2] if (found := echoed_reply(parting, request)) is not None), None)

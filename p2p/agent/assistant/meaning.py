"""Whether the program that the parser reads in a turn is likelier meant than what was answered otherwise."""

import math

from p2p.agent.assistant.hearing import Heard
from p2p.agent.assistant.programs.parser import Reading
from p2p.agent.assistant.reply import Reply

MIN_MEANT = 0.03
"""From this product of a program's chance and the turn's for being of its kind on, its value is the reply where no work was done before."""
MIN_MEANT_WORK = 0.03
"""The same where an instruction's grammar has a reply."""
MIN_MEANT_FORM = 0.1
"""The same for a program without steps where the tools have a reply."""
MIN_MEANT_TOOLS = 0.5
"""The same for a program with steps where the tools have a reply of one step."""
MIN_MEANT_CHAIN = 0.4
"""The same for a program with steps where the tools have a reply of several."""
MIN_TOLD = 0.95
"""What so surely tells something, and was kept, is no instruction."""


_SLACK = 1 - 1e-9
"""For what is lost where a limit is divided by what a chance is multiplied with."""


def least_chance(heard: Heard, reply: Reply) -> float:
    """No program that is less likely is meant rather than what was answered: what it makes need not be known; endless where none is."""
    if _is_surely_for_memory(heard, reply):
        return math.inf
    shares = ((_least(reply, is_by_tools=True), heard.work), (_least(reply, is_by_tools=False), heard.kinds["instruction"]))
    return _SLACK * min(least / share if share else math.inf for least, share in shares)


def is_meant(reading: Reading, heard: Heard, reply: Reply) -> bool:
    """Whether what the parser reads in a turn is likelier meant than what was answered."""
    made = reading.worked
    if (made.reply == reply.text and len(made.steps) <= len(reply.steps)) or _is_surely_for_memory(heard, reply):
        return False
    share = heard.work if made.steps else heard.kinds["instruction"]
    return reading.chance * share >= _least(reply, is_by_tools=bool(made.steps))


def _is_surely_for_memory(heard: Heard, reply: Reply) -> bool:
    return heard.kinds["memory"] > heard.work or (reply.intent == "memory" and heard.telling >= MIN_TOLD)


def _least(reply: Reply, *, is_by_tools: bool) -> float:
    """From where on a program's value is meant rather than `reply`; `is_by_tools` where it has steps."""
    if not reply.steps:
        return MIN_MEANT_WORK if reply.intent == "instruction" else MIN_MEANT
    if len(reply.steps) > 1:
        return MIN_MEANT_CHAIN if is_by_tools else MIN_MEANT_FORM
    return MIN_MEANT_TOOLS if is_by_tools else MIN_MEANT_FORM

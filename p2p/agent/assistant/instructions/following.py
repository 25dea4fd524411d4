"""An instruction on the form of the reply, followed to the letter."""

import functools
import re
from datetime import date

from p2p.agent.assistant.instructions.conditions import conditional_reply
from p2p.agent.assistant.instructions.forms import formed_reply
from p2p.agent.assistant.instructions.json_replies import json_reply
from p2p.agent.assistant.instructions.lists import list_reply
from p2p.agent.assistant.instructions.sequences import counted_reply, repeated_reply
from p2p.agent.assistant.instructions.wording import structured_reply, worded_reply
from p2p.agent.assistant.language.asking import without_form
from p2p.agent.assistant.tools.chains import use_tools

_FORMAT_ONLY = re.compile(
    r"(?:[,;.?!(-]\s*|\s+)(?:please |and |just |only |your )*(?:answer|reply|respond|give|say|write|state|return|show|output|send)?(?: me| it)?(?: with| in| as| by)?\s*(?:just |only |nothing but |simply |the |a |one |bare |plain )*(?:the )?(?<!whole )(?<!full )"
    r"(?:digits?|numbers?|numerals?|figures?|number|result|answer|figure|word|single word|one word|value|1 word)(?: only| alone| please| and nothing else| itself)?(?:,? (?:no|without) (?:words?|units?|text|sentence|explanation|letters)[^.]*)?[.!]?\s*$",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"^(?:please )?(?:digits?|numbers?|just the (?:number|result)|only the (?:number|result|answer)|one word|number) ?(?:only|please|alone)?\s*[:,]\s*",
    re.IGNORECASE,
)
_JUST = re.compile(
    r"[,;.]?\s*(?:\b(?:only those|only that|just those|just that|nothing else|and nothing else|that's all|that's enough|no more)\b)[.!]?\s*$",
    re.IGNORECASE,
)


def follow(request: str, today: date) -> str | None:
    """The whole reply that `request` prescribes, or None where it prescribes none."""
    conditional = functools.partial(conditional_reply, today=today)
    for rule in (json_reply, conditional, counted_reply, functools.partial(_formed, today=today), repeated_reply, _structured):
        found = rule(request)
        if found is not None:
            return found
    bare = _ONLY.sub("", _JUST.sub("", _FORMAT_ONLY.sub("", request)))
    steps = use_tools(request, today) or use_tools(bare, today) or use_tools(without_form(request), today)
    if steps and len(steps) == 1 and not _is_list_form(request):
        return steps[-1].result if bare != request or without_form(request) != request.strip() or steps[-1].tool == "text" else None
    return formed_reply(request) or list_reply(request) or worded_reply(request)


def _formed(request: str, today: date) -> str | None:
    """The reply in the form that is asked for, where that is not what a tool works out."""
    steps = use_tools(request, today) or use_tools(without_form(request), today)
    return None if any(step.tool != "text" for step in steps) or len(steps) > 1 else formed_reply(request)


def _structured(request: str) -> str | None:
    """What stands around one text; what stands around each item of a list is the list's."""
    return (
        None
        if re.search(r"\b(?:each|every|these|items|hash ?tags?|bullets?|between (?:the|all|every|them|its))\b", request, re.IGNORECASE)
        else structured_reply(request)
    )


def _is_list_form(request: str) -> bool:
    return (
        re.search(
            r"\b(?:bullets?|bullet points|numbered|lines?|joined|separated|hyphens|slashes|semicolons|dashes|hash ?tags?|check ?box\w*|pipes?)\b",
            request,
            re.IGNORECASE,
        )
        is not None
    )

"""Replies in a form that is asked for in any words and in any order: what is to be said, and what is to be done with it."""

import re

from p2p.agent.assistant.instructions.joints import SIGN, joint_in, sign_named
from p2p.agent.assistant.instructions.lists import listed
from p2p.agent.assistant.language.asking import Asked, asked, is_asking
from p2p.agent.assistant.language.numbers import plain_numbers
from p2p.agent.assistant.language.subjects import Quoted, quoted
from p2p.agent.assistant.tools.text_changes import changed

MAX_REPEATS = 500
_SAYING = re.compile(
    r"\b(?:say|write|reply|respond|answer|give|print|output|return|repeat|echo|type|put|make|turn|show|send|want|wants|like|need|use|wrap|enclose|surround|"
    r"bracket|join|separate|list|number|convert|change|render|format|present|display|shout|spell|add|append|place|set|please|let|see|hear|read|have|string|link|glue|copy|leave|start|begin|end|finish|goes|belongs|inside|nothing)\b"
)
_EXACTLY = re.compile(
    r"\b(?:exactly|precisely|only|just|verbatim|literally|unchanged|word for word|word-for-word|solely|simply|nothing|echo|repeat|these words|the words?|"
    r"this text|the text|the phrase|the string|not change|don't change|without changing|no changes?|as it is|consists?|whole|entire|back)\b"
)
_UTTERED = re.compile(
    r"\b(?:say|saying|said|write|reply|respond|response|answer|print|output|return|repeat|echo|type|hear|utter|copy|speak|state|be|consists?)\b"
)
_PARTED = re.compile(r":|\s[-–—]\s|->|→|=>")
_TIMES = re.compile(r"\b(?:(?P<times>\d+) (?:times|copies|repetitions|of (?:them|those|these|it))|(?P<word>twice|thrice|once))\b")
_AROUND = (
    (r"double quot|quotation|inverted comma|speech mark|\bquotes?\b|\bquoted\b", '"', '"'), (r"single quot", "'", "'"), (r"square bracket", "[", "]"), (r"curly|\bbraces?\b", "{", "}"),
    (r"angle bracket", "<", ">"), (r"parenthes|\bbrackets?\b|\bbracketed\b", "(", ")"), (r"backtick", "`", "`"),
)  # fmt: skip
_BOTH_ENDS = re.compile(
    r"\b(?:around|between (?:2|a pair|both)|both (?:sides|ends)|either side|surround\w*|wrap\w*|enclos\w*|inside|within|before and after)\b"
)
_AT_END = re.compile(r"\b(?:end|ends|ending|finish\w*|clos\w*|after|behind|append\w*|last|conclude)\b")
_AT_START = re.compile(r"\b(?:start\w*|begin\w*|before|front|first|lead\w*)\b")
_LISTING = re.compile(
    r"\b(?:bullet\w*|bullet-points?|points|numbered|number|list|listed|lines?|join\w*|separate\w*|commas?|hyphens?|dashes|slashes|semicolons?|pipes?|underscores?|column|row|each|every|items?|order\w*|"
    r"reverse\w*|backwards|sort\w*|hash ?tags?|checkbox\w*|checklist|between|first|last|drop|without|link\w*|connect\w*|parted|divided|glue\w*|string|strung)\b"
)

_WORD_BY_WORD = re.compile(
    r"\b(?:hash ?tags?|(?:each|every|per|by) (?:single )?word|(?:between|each|every) (?:of )?(?:the |its |all )?letters?)\b"
)


def formed_reply(request: str) -> str | None:
    """The reply whose form `request` describes; None where not every word of it is understood."""
    said = quoted(request.strip())
    found = asked(said)
    if found is None or not (_SAYING.search(found.ask) or (_PARTED.search(said.text) and is_asking(found.ask))):
        return None
    ask = plain_numbers(found.ask)
    if (match := _TIMES.search(ask)) and not re.search(r"\b(?:letter|count|how many)\b", ask):
        return (
            _repeated(match, ask, found.content)
            if said.quotes or ":" in said.text or not re.search(rf"\b(?:the|my|your|this|that|it)\s+{re.escape(found.content)}", request)
            else None
        )
    if (re.search(r"[,;\n]", found.content) and _LISTING.search(ask)) or _WORD_BY_WORD.search(ask):
        return listed(ask, found.content, said)
    return _affixed(ask, found.content, said) or _around(ask, found.content) or _ended(ask, found.content) or _worded(ask, found, said)


def _repeated(match: re.Match[str], ask: str, content: str) -> str | None:
    times = int(match["times"]) if match["times"] else {"once": 1, "twice": 2, "thrice": 3}[match["word"]]
    joint = joint_in(ask.replace(match.group(), " "))
    return (" " if joint is None else joint).join([content] * times) if 0 < times <= MAX_REPEATS else None


def _affixed(ask: str, content: str, said: Quoted) -> str | None:
    """The content with a quoted text at one of its ends."""
    if len(said.quotes) != 1 or said.quotes[0] in content:
        return None
    if _AT_START.search(ask):
        return f"{said.quotes[0]} {content}"
    return f"{content} {said.quotes[0]}" if _AT_END.search(ask) else None


def _around(ask: str, content: str) -> str | None:
    """The content between two signs."""
    for pattern, first, last in _AROUND:
        if re.search(pattern, ask) and not re.search(r"\b(?:without|no)\b[^,.;]*\b(?:quot|bracket|parenth)", ask):
            return f"{first}{content}{last}"
    sign = re.search(rf"\b({SIGN})(?:e?s)?\b", ask)
    if sign and _BOTH_ENDS.search(ask):
        around = (sign_named(sign.group(1)) or "") * (2 if re.search(r"\b(?:2|double) ", ask[: sign.start()]) else 1)
        return f"{around}{content}{around}"
    return None


def _ended(ask: str, content: str) -> str | None:
    """The content with a sign at one of its ends."""
    found = re.search(rf"\b(?P<times>\d+ )?(?P<sign>{SIGN})(?:e?s)?\b", ask)
    if found is None or re.search(r"\b(?:without|no)\b", ask[: found.start()][-12:]):
        return None
    sign = (sign_named(found["sign"]) or "") * int(found["times"] or 1)
    if _AT_END.search(ask):
        return f"{content.rstrip('.')}{sign}"
    return f"{sign}{'' if sign in '#@!?' else ' '}{content}" if _AT_START.search(ask) else None


def _worded(ask: str, found: Asked, said: Quoted) -> str | None:
    """The content changed as a text, or as it is."""
    made = changed(ask, found.content, said)
    if made is not None:
        return made
    is_said = _UTTERED.search(ask) or (
        re.search(r"[:\n]", said.text) and re.search(r"\b(?:give|send|show|put|return|output|want|need|like)\b", ask)
    )
    return found.content.strip("\"'") if is_said and _EXACTLY.search(ask) else None

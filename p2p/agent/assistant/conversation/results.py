"""What a turn means by the result of the turn before, said by its value."""

import re

from p2p.agent.assistant.tools.references import MENTION

_NAMED = re.compile(
    r"\b(?:this|that|the|your) (?:last |final )?(?:result|answer|sum|total|number|outcome|figure|amount|value)\b(?! (?:of|for|is:|from)\b)|"
    r"\b(?:this|that|it)(?= (?:as|is|was|will be) (?:my|our|the)\b)|\b(?:this|that|it)(?=['’]s (?:my|our|the)\b)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")


def told_of_result(text: str, result: str) -> str:
    """A turn that tells something of the result ("remember this number as my locker") with its value; as it is where it says a number itself."""
    return text if not result or _DIGIT.search(text) else _NAMED.sub(lambda _: result, text, count=1)


def asked_of_result(text: str, result: str) -> str:
    """A turn that wants something done to the result ("double what you got") with its value in the place of the first mention."""
    return MENTION.sub(lambda _: result, text, count=1)

"""What a turn means by the result of the turn before, said by its value."""

import re

from p2p.agent.assistant.tools.references import MENTION

_NAMED = re.compile(
    r"(?:\b(?:this|that)|(?:^|(?<=remember )|(?<=note )|(?<=keep )|(?<=save )|(?<=store ))the) (?:last |final )?(?:result|answer|sum|total|number|outcome|figure|amount|value)"
    r"(?=\s*(?:[,.;!]|$|as\b|is (?:my|our)\b))|"
    r"\b(?:this|that|it)(?= as (?:my|our|the)\b|(?: is|['’]s) (?:my|our) (?:\w+ ){0,2}?(?:number|code|pin|score|size|weight|height|budget|total|share|limit|record)\b)",
    re.IGNORECASE,
)
_GIVES = re.compile(r"[\"“”‘«`:]|(?<!\w)'")
_DIGIT = re.compile(r"\d")


def told_of_result(text: str, result: str) -> str:
    """A turn that tells something of the result ("remember this number as my locker") with its value; as it is where it says a number itself."""
    return text if not result or _DIGIT.search(text) else _NAMED.sub(lambda _: result, text, count=1)


def asked_of_result(text: str, result: str) -> str:
    """A turn that wants something done to the result ("double what you got") with its value in the place of the first mention; as it is where it gives a text itself."""
    return text if _GIVES.search(text) else MENTION.sub(lambda _: result, text, count=1)

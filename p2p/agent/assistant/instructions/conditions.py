"""Replies that depend on whether something holds."""

import re
from datetime import date

from p2p.agent.assistant.language.asking import without_form
from p2p.agent.assistant.language.numbers import plain_numbers
from p2p.agent.assistant.language.subjects import QUOTE, Quoted, quoted
from p2p.agent.assistant.tools.dates import answer_dates
from p2p.agent.assistant.tools.number_facts import is_true
from p2p.agent.assistant.tools.text import answer_text

_SAY = r"(?:(?:then |please |just |only |you )*(?:say|reply|answer|write|respond|output|print|return|type|give|put)(?: with| back)?(?: only| just)?(?: the words?| the single word)?:? )?"
_ELSE = r"(?:,|;|\.|\s)\s*(?:and |or |but )?(?:else|otherwise|if not|if it is not|if it isn't|in any other case|or else|if it doesn't|if they are not|if false)\b[,:]?\s*"
_IF = re.compile(
    rf"^(?:please )?(?:if|when|in case|provided(?: that)?|supposing)\s+(?P<claim>.+?)(?:,|:|;|\s)\s*(?:then\s+)?(?:please )?(?:say|reply|answer|write|respond|output|print|return|type|give|put)(?: with| back)?(?: only| just)?(?: the words?)?:? (?P<yes>.+?){_ELSE}{_SAY}(?P<no>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_SAY_IF = re.compile(
    rf"^(?:please )?(?:say|reply|answer|write|respond|output|print|return|type|give|put)(?: with)?(?: only| just)?(?: the words?)?:? (?P<yes>\S+(?: \S+)?)\s+(?:if|when)\s+(?P<claim>.+?)(?:{_ELSE}{_SAY}(?P<no>.+)|(?:,| and| or)\s+{_SAY}(?P<no2>\S+)\s+(?:if not|otherwise|if it is not|if it isn't|else)\W*)$",
    re.IGNORECASE | re.DOTALL,
)
_OPTIONS = re.compile(
    rf"\b(?:say|reply|answer|write|respond|output|print|return|type|give|put|with|choose|either)\b(?: with| only| just| me| exactly| either| the words?| by)*:? (?P<first>{QUOTE}|[\w-]+)(?:,? or (?:else )?|\s*/\s*)(?P<second>{QUOTE}|[\w-]+)|"
    r"(?:^\W*|[:;,.?–-]\s*|\b(?=odd|even))(?P<third>yes|true|odd|even|right|correct)(?:,? or |\s*/\s*)(?P<fourth>no|false|odd|even|wrong|incorrect)\b",
    re.IGNORECASE,
)
_FORM_NUMBERS = re.compile(
    r"\b(?:one of (?:the |these )?(?:two|them|these|words)|(?:which|what) one|of the two|(?:one|a single) word)\b", re.IGNORECASE
)
_PAIR = re.compile(
    r"\b(?P<yes>yes|true|correct|right|y)\b(?:\s*/\s*|,? or (?:a )?(?:else )?)['\"]?(?P<no>no|false|incorrect|wrong|n)\b", re.IGNORECASE
)
_CONDITION = re.compile(
    r"\b(?P<how>if|when|whenever|unless|in case|provided(?: that)?|supposing|assuming|as long as|should|depending on whether|whether)\s+(?P<claim>(?!not\b|it\b|that\b|so\b|false\b|otherwise\b)[^,:;.]+?(?:\d|␟|odd|even|prime|letters|date|leap year)[^,:;.]*?)"
    r"(?=[,:;.]|\s+(?:then|say|reply|answer|write|respond|print|output|give|type|put|and|but|or|otherwise|else|it's|it is)\b|$)",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    rf"(?P<quote>{QUOTE})|\b(?P<capital>[A-Z][A-Z]+)\b|\b(?:say|reply|answer|write|respond|print|output|type)(?: with| only| just| back)*:? (?P<said>[a-z][\w-]*)"
)
_NEGATED = re.compile(r"\b(?:if not|otherwise|else)\W*(?:\w+\W+){0,3}$", re.IGNORECASE)
_POSITIVE = frozenset(["yes", "true", "correct", "right", "y", "yep", "yeah", "aye", "agree", "ok"])
_NEGATIVE = frozenset(["no", "false", "incorrect", "wrong", "n", "nope", "nay", "disagree"])


def conditional_reply(request: str, today: date) -> str | None:
    """The branch of an "if … say … else …", or one of two words that are offered; None where `request` is no such thing."""
    for pattern in (_IF, _SAY_IF):
        if match := pattern.match(request.strip()):
            holds = holds_true(match["claim"], today)
            if holds is None:
                return None
            no = match["no"] or match.groupdict().get("no2") or ""
            return _bare(match["yes"] if holds else no)
    return _option(quoted(request.strip()), today) or _yes_or_no(request, today) or _branched(quoted(request.strip()), today)


def _branched(said: Quoted, today: date) -> str | None:
    """One of the two answers that are named, by the condition beside them, in whatever order these come."""
    condition = _CONDITION.search(said.text)
    if condition is None:
        return None
    answers = [
        match
        for match in _ANSWER.finditer(said.text)
        if match.start() < condition.start("claim") or match.start() >= condition.end("claim")
    ]
    holds = holds_true(said.restored(condition["claim"]), today)
    if len(answers) != 2 or holds is None:
        return None
    first, second = (said.plain(match["quote"] or match["capital"] or match["said"]) for match in answers)
    is_turned = (condition["how"].casefold() == "unless") is not bool(_NEGATED.search(said.text[: answers[0].start()]))
    return second if holds is is_turned else first


def _yes_or_no(request: str, today: date) -> str | None:
    """Yes or no, or the word of two that fits, where a clause offers the two and another one asks."""
    match = _PAIR.search(request)
    if match is None:
        return None
    rest = without_form(f"{request[: match.start()]} {request[match.end() :]}".strip(" ,.:;-"))
    claims = [rest, *re.split(r"(?<=[.?!])\s+|[:;,]\s+|\s[-–—]\s", rest)]
    holds = next((found for claim in claims if (found := holds_true(claim.strip(" ?."), today)) is not None), None)
    return None if holds is None else match["yes"] if holds else match["no"]


def holds_true(claim: str, today: date) -> bool | None:
    """Whether a claim about numbers, dates or words holds; None where it cannot be told."""
    found = is_true(claim)
    if found is not None:
        return found
    for said in (answer_dates(f"is {claim}", today), _judged(claim)):
        if said in ("yes", "no"):
            return said == "yes"
    return None


def _judged(claim: str) -> str | None:
    sized = re.match(
        r"(?:the word )?('[^']*'|\"[^\"]*\"|\w+) (?:has|have|contains?) (?P<how>more than |fewer than |less than |at least |at most |exactly )?(\w+) (letters|words|vowels|characters)",
        claim,
        re.IGNORECASE,
    )
    if sized:
        count = answer_text(f"how many {sized.group(4)} has {sized.group(1) if sized.group(1)[0] in QUOTES else repr(sized.group(1))}")
        found = is_true(f"{count.text} is {sized['how'] or 'equal to '}{sized.group(3)}") if count else None
        return None if found is None else "yes" if found else "no"
    result = answer_text(f"does {claim}")
    return result.text if result else None


QUOTES = "'\""


def _option(said: Quoted, today: date) -> str | None:
    match = next(reversed(list(_OPTIONS.finditer(said.text))), None)
    if match is None:
        return None
    first, second = (said.plain(match[name] or match[other] or "") for name, other in (("first", "third"), ("second", "fourth")))
    rest = said.restored(f"{said.text[: match.start()]} {said.text[match.end() :]}").strip(" ,.:;")
    number = re.search(r"-?\d+", plain_numbers(_FORM_NUMBERS.sub("", rest)))
    for word, other in ((first, second), (second, first)):
        if {word.casefold(), other.casefold()} == {"odd", "even"} and number:
            is_odd = int(number.group()) % 2 == 1
            return word if (word.casefold() == "odd") == is_odd else other
    holds = holds_true(rest, today)
    if holds is None:
        return None
    options = {word.casefold(): word for word in (first, second)}
    positive = next((options[word] for word in options if word in _POSITIVE), None)
    negative = next((options[word] for word in options if word in _NEGATIVE), None)
    if positive and negative:
        return positive if holds else negative
    named = next((word for word in (first, second) if re.search(rf"\b{re.escape(word.casefold())}", rest.casefold())), first)
    return named if holds else (second if named == first else first)


def _bare(text: str) -> str:
    stripped = text.strip()
    if re.fullmatch(r"(['\"]).*\1[.!]?", stripped, re.DOTALL):
        return stripped.rstrip(".!")[1:-1]
    return re.sub(r"(?:,? (?:and )?nothing else| only)?[.;,]?$", "", stripped)

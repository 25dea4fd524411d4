"""Replies that depend on whether something holds, or on which of two is more."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import islice, pairwise

from p2p.agent.assistant.instructions.branches import PAIR, SAY, Claim, branch_of, several_of
from p2p.agent.assistant.instructions.claims import holds_true
from p2p.agent.assistant.instructions.given import set_apart
from p2p.agent.assistant.language.numbers import number_of, plain_numbers
from p2p.agent.assistant.language.subjects import QUOTE, Quoted, quoted
from p2p.agent.assistant.language.tokens import tokens_of

MAX_LENGTH = 500
"""A longer request is no condition."""
MAX_CLAIMS = 6
"""So many conditions, so many ends of each and so many sentences may be what holds or not."""
_IF = re.compile(
    r"\b(?P<unless>unless|except (?:if|when))\b|\b(?:(?:if|suppose|supposing|assuming|given|provided|in case)(?: that)?(?: it (?:is|should be) (?:the case|true) that)?|when(?:ever)?|as long as|so long as|on condition that|should|(?:(?:depending|based) on )?(?P<open>whether))\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    rf"[,;:](?!\d)|[.?!](?=\s|$)|\s+[-–—]\s|\s+(?={SAY}\b)|\s+(?=(?:otherwise|else|decides|determines|settles)\b)|\s+(?={QUOTE}|(?-i:[A-Z]{{2,}}))|$",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"^.*?\b(?:insist|say|claim|think|believe|maintain|argue|bet|swear|reckon|state|assert|write|suspect|guess|tell(?:s)? (?:me|us|you)|told (?:me|us)|assure(?:s)? (?:me|us)|(?:tell me|judge|decide|check|determine|say|is it true|true or false|t or f|yes or no)(?: if| whether)?)s?\W+(?:that )?",
    re.IGNORECASE,
)
_BOTH = re.compile(rf"\b(?:replies|answers|words|options|between) ({QUOTE}|\w+) and ({QUOTE}|\w+)", re.IGNORECASE)
_UNFINISHED = re.compile(r"\b(?:with|in|on|by|than|the|of|to|an?|and|or|word|letter)\s*$", re.IGNORECASE)
_DECIDES = re.compile(
    r"\b(?:or|if|unless|when|whether|case|else|otherwise|should|provided|yes|no|true|false|odd|even|positive|negative|replies|words|answers|options)\b|/",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^:?;\n]+?(?=[?;:\n]|\.\s|\.$|\s[-–—]\s|,\s|$)")
_POSITIVE = frozenset(
    [
        "yes",
        "true",
        "correct",
        "right",
        "y",
        "t",
        "yep",
        "yeah",
        "yup",
        "aye",
        "agree",
        "agreed",
        "ok",
        "okay",
        "sure",
        "indeed",
        "affirmative",
        "positive",
        "pass",
        "valid",
        "ja",
        "oui",
        "si",
        "sì",
        "sí",
        "da",
        "tak",
        "sim",
        "hai",
        "1",
        "thumbs-up",
    ]
)
_NEGATIVE = frozenset(
    [
        "no",
        "false",
        "incorrect",
        "wrong",
        "mistaken",
        "untrue",
        "n",
        "f",
        "nope",
        "nah",
        "nay",
        "disagree",
        "negative",
        "fail",
        "invalid",
        "nein",
        "non",
        "nej",
        "nie",
        "não",
        "iie",
        "0",
        "thumbs-down",
    ]
)
_FORM_NUMBERS = re.compile(
    r"\b(?:the one|one of (?:the |these )?(?:two|them|these)|(?:which|what|with|just|only) one|of the two|(?:one|a single|in one|two) words?|these two)\b",
    re.IGNORECASE,
)
_DIRECTIONS: dict[str, bool] = {
    word: is_more
    for is_more, words in ((True, "bigger larger greater more higher above over"), (False, "smaller less lower fewer below under"))
    for word in words.split()
}
_MORE = re.compile(
    r"\bwh(?:ich|at)\b[^,:?]*?\b(?:(?P<number>larger|bigger|greater|higher|more|largest|biggest|greatest|highest)|(?P<less>smaller|lower|less|smallest|lowest)|(?P<long>longer|longest|more letters)|(?P<short>shorter|shortest|fewer letters)|(?P<alphabet>(?:first|earlier) (?:in the alphabet|alphabetically|in alphabetical order)|alphabetically first))\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)
def conditional_reply(request: str, today: date) -> str | None:
    """The branch of an "if … say … else …", or the one of two words that fits; None where `request` is no such thing."""
    if len(request) > MAX_LENGTH:
        return None
    said = quoted(request.strip())
    compared = _larger(said)
    if compared is not None:
        return compared
    apart, given = set_apart(said)
    return (_decided(apart, given, today) if apart.text != said.text else None) or _decided(said, given, today)


def _decided(said: Quoted, given: tuple[str, ...], today: date) -> str | None:
    """The answer whose condition holds, where "it" and the like are the texts `given`."""
    claims = list(_claims(said, given, today))
    several = several_of(said, claims)
    if several is not None:
        return several
    if not _DECIDES.search(said.text):
        return None
    for claim in claims:
        found = branch_of(said, claim) or _fitting(said, claim)
        if found is not None:
            return found
    return _contrast(said) or _relative(said)


def _claims(said: Quoted, given: tuple[str, ...], today: date) -> Iterator[Claim]:
    """What can be told to hold or not: behind each "if", and each sentence."""
    for match in islice(_IF.finditer(said.text), MAX_CLAIMS):
        for end in islice(_ENDS.finditer(said.text, match.end()), MAX_CLAIMS):
            claim = re.sub(r"\bbe\b", "is", said.text[match.end() : end.start()])
            is_whole = len(claim.split()) > 1 and not _UNFINISHED.search(claim)
            holds = holds_true(said.restored(claim), today, given) if is_whole else None
            if holds is not None:
                yield Claim(
                    holds,
                    "" if match["open"] else said.text[: match.start()],
                    re.sub(r"^[^,:;.]*", "", said.text[end.start() :]) if match["open"] else said.text[end.start() :],
                    bool(match["unless"] or re.search(r"\bbut\s*$", said.text[: match.start()])),
                    is_said=True,
                )
                break
    for match in islice(_SENTENCE.finditer(said.text), MAX_CLAIMS):
        claim = _OPINION.sub("", match.group())
        holds = holds_true(said.restored(claim), today, given) if len(claim.split()) > 1 else None
        if holds is not None:
            yield Claim(holds, said.text[: match.start()], said.text[match.end() :], is_turned=False, is_said=False)
    bare = PAIR.sub(" ", said.text) if PAIR.search(said.text) else ""
    for sentence in (*_SENTENCE.findall(bare)[:MAX_CLAIMS], bare):
        holds = holds_true(said.restored(sentence), today, given) if len(sentence.split()) > 2 else None
        if holds is not None:
            yield Claim(holds, said.text.replace(sentence, " "), "", is_turned=False, is_said=False)


def _fitting(said: Quoted, claim: Claim) -> str | None:
    """Of two words such as yes and no, the one that fits."""
    for match in PAIR.finditer(_BOTH.sub(r"\1 or \2", f"{claim.before} ␞ {claim.after}")):
        words = [said.plain(match[name]) for name in ("first", "second")]
        positive = next((word for word in words if word.casefold() in _POSITIVE), None)
        negative = next((word for word in words if word.casefold() in _NEGATIVE), None)
        if positive and negative:
            if positive.istitle() and negative.islower():
                positive = positive.lower()
            return _in_case(said, positive if claim.holds else negative)
    return None


def _contrast(said: Quoted) -> str | None:
    """Odd or even, positive or negative, as it is offered, for the one number of a request."""
    text = said.plain(said.text)
    number = re.search(r"-?\d+", plain_numbers(re.sub(QUOTE, " ", _FORM_NUMBERS.sub(" ", said.text))))
    if number is None:
        return None
    value = int(number.group())
    for pair, is_first in ((("odd", "even"), value % 2 == 1), (("positive", "negative"), value > 0)):
        either = "|".join(pair)
        offered = re.findall(rf"\b({either})\b\W+(?:(?:and|n?or|a|an)\W+)*({either})\b", text, re.IGNORECASE)
        words = {word.casefold(): word for word in (offered[-1] if offered else ())}
        if len(words) == 2:
            return _in_case(said, words[pair[0 if is_first else 1]])
    return None


def _relative(said: Quoted) -> str | None:
    """Bigger or smaller, as these are offered, for one number beside another."""
    text = plain_numbers(said.plain(_FORM_NUMBERS.sub(" ", said.text)))
    offered = next(
        (match for match in PAIR.finditer(text) if _DIRECTIONS.keys() >= {match["first"].casefold(), match["second"].casefold()}), None
    )
    other = re.search(r"(?:than|compared (?:with|to)|relative to|against|next to|beside|vs\.?|from)\s+(-?\d[\d.]*)", text)
    numbers = re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?", text)
    if offered is None or other is None or len(numbers) != 2:
        return None
    first, second = (number_of(number) or 0 for number in numbers)
    is_more = (second > first) if numbers[0] == other.group(1).rstrip(".") else (first > second)
    words = {_DIRECTIONS[offered[name].casefold()]: offered[name] for name in ("first", "second")}
    return _in_case(said, words[is_more]) if is_more in words else None


def _in_case(said: Quoted, answer: str) -> str:
    tokens = tokens_of(said.text)
    concepts = {token.concept for token in tokens}
    if any(token.words.startswith("capital") and before.words == "a" for before, token in pairwise(tokens)) or "capitalise" in concepts:
        return answer.capitalize()
    return answer.lower() if "lower" in concepts else answer.upper() if "upper" in concepts else answer


def _larger(said: Quoted) -> str | None:
    """The one of two that is larger, longer or first by the alphabet."""
    match = _MORE.search(said.text)
    options = next(
        (
            [said.plain(pair[name]) for name in ("first", "second")]
            for pair in re.finditer(rf"(?P<first>{QUOTE}|[\w.-]+),? (?:or|and) (?P<second>{QUOTE}|[\w.-]*\w)", said.text)
            if not {pair["first"].casefold(), pair["second"].casefold()} & {"yes", "no"}
        ),
        None,
    )
    if match is None or options is None:
        return None
    numbers = [number_of(option) for option in options]
    if (match["number"] or match["less"]) and numbers[0] is not None and numbers[1] is not None:
        return options[0 if (numbers[0] > numbers[1]) is bool(match["number"]) else 1]
    if match["long"] or match["short"]:
        return options[0 if (len(options[0]) > len(options[1])) is bool(match["long"]) else 1]
    return min(options, key=str.casefold) if match["alphabet"] else None

"""Replies that depend on whether something holds, or on which of two is more."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from p2p.agent.assistant.instructions.claims import holds_true
from p2p.agent.assistant.language.numbers import number_of, plain_numbers
from p2p.agent.assistant.language.subjects import QUOTE, Quoted, quoted
from p2p.agent.assistant.language.tokens import tokens_of

MAX_LENGTH = 500
"""A longer request is no condition."""
MAX_CLAIMS = 6
"""So many conditions, so many ends of each and so many sentences may be what holds or not."""
_SAY = r"(?:say|reply|answer|write|respond|output|print|return|type|give|put|with|then|and|or|but|your|i|please)"
_IF = re.compile(
    r"\b(?P<unless>unless|except (?:if|when))\b|\b(?:if|when(?:ever)?|in case|provided(?: that)?|supposing(?: that)?|assuming(?: that)?|as long as|should|(?:(?:depending|based) on )?whether|given that)\b",
    re.IGNORECASE,
)
_THAT = r"(?:it|that|this|they|the former)"
_ELSE = re.compile(
    rf"\b(?:otherwise|or else|else|if (?:not|no|false)|in (?:(?:any|every|the|all) )?other cases?|(?:if|when) (?:it|that|this|they)(?:'s|'re) not|should (?:it|that|this|they) not(?: be)?|(?:if|when|where) (?:it|that|this|they) (?:is|are|does|do|was)(?: ?n[o']t|n't)\b[^,;:.]*?(?=[,;:.]|$|\s+{_SAY}\b)|(?P<then>in (?:which|that) case|if (?:so|true|yes)|(?:if|when|where) (?:it|that|this|they) (?:is|are|does|do|holds?)\b[^,;:.]*?(?=[,;:.]|$|\s+{_SAY}\b)))",
    re.IGNORECASE,
)  # fmt: skip
_ENDS = re.compile(
    rf"[,;:](?!\d)|[.?!](?=\s|$)|\s+[-–—]\s|\s+(?={_SAY}\b)|\s+(?=otherwise|else\b)|\s+(?={QUOTE}|(?-i:[A-Z]{{2,}}))|$", re.IGNORECASE
)
_SENTENCE = re.compile(r"[^:?;\n]+?(?=[?;:\n]|\.\s|\.$|\s[-–—]\s|,\s|$)")
_PAIR = re.compile(rf"(?P<first>{QUOTE}|[\w-]+)(?:,? or (?:else )?(?:the word |with )?|\s*/\s*)(?P<second>{QUOTE}|[\w-]+)", re.IGNORECASE)
_ASKS = frozenset(
    {
        "weak",
        "say",
        "give",
        "exact",
        "fill",
        "word",
        "noun",
        "continue",
        "comma",
        "stop",
        "colon",
        "dash",
        "semicolon",
        "limit",
        "polite",
        "break",
    }
)
_ENDING = frozenset({"limit", "polite", "exact", "comma", "stop", "semicolon", "dash", "colon", "break"})
_POSITIVE = frozenset(["yes", "true", "correct", "right", "y", "yep", "yeah", "aye", "agree", "ok"])
_NEGATIVE = frozenset(["no", "false", "incorrect", "wrong", "n", "nope", "nay", "disagree"])
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


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim that holds or not, and the texts around it."""

    holds: bool
    before: str
    after: str
    is_turned: bool
    is_said: bool


def conditional_reply(request: str, today: date) -> str | None:
    """The branch of an "if … say … else …", or the one of two words that fits; None where `request` is no such thing."""
    if len(request) > MAX_LENGTH:
        return None
    said = quoted(request.strip())
    compared = _larger(said)
    if compared is not None:
        return compared
    claims = list(_claims(said, today))
    several = _several(said, claims)
    if several is not None:
        return several
    if not re.search(
        r"\b(?:or|if|unless|when|whether|case|else|otherwise|should|provided|yes|no|true|false|odd|even|positive|negative)\b|/",
        said.text,
        re.IGNORECASE,
    ):
        return None
    for claim in claims:
        found = _branch(said, claim) or _fitting(said, claim)
        if found is not None:
            return found
    return _contrast(said) or _relative(said)


def _claims(said: Quoted, today: date) -> Iterator[_Claim]:
    """What can be told to hold or not: behind each "if", and each sentence."""
    for match in islice(_IF.finditer(said.text), MAX_CLAIMS):
        for end in islice(_ENDS.finditer(said.text, match.end()), MAX_CLAIMS):
            claim = re.sub(r"\bbe\b", "is", said.text[match.end() : end.start()])
            holds = holds_true(said.restored(claim), today) if len(claim.split()) > 1 else None
            if holds is not None:
                yield _Claim(
                    holds,
                    said.text[: match.start()],
                    said.text[end.start() :],
                    bool(match["unless"] or re.search(r"\bbut\s*$", said.text[: match.start()])),
                    is_said=True,
                )
                break
    for match in islice(_SENTENCE.finditer(said.text), MAX_CLAIMS):
        holds = holds_true(said.restored(match.group()), today) if len(match.group().split()) > 1 else None
        if holds is not None:
            yield _Claim(holds, said.text[: match.start()], said.text[match.end() :], is_turned=False, is_said=False)
    bare = _PAIR.sub(" ", said.text) if _PAIR.search(said.text) else ""
    for sentence in (*_SENTENCE.findall(bare)[:MAX_CLAIMS], bare):
        holds = holds_true(said.restored(sentence), today) if len(sentence.split()) > 2 else None
        if holds is not None:
            yield _Claim(holds, said.text.replace(sentence, " "), "", is_turned=False, is_said=False)


def _several(said: Quoted, claims: Sequence[_Claim]) -> str | None:
    """Of answers with a condition each, the one whose condition holds."""
    ifs = [(claim, len(said.text) - len(claim.after)) for claim in claims if claim.is_said]
    if len(ifs) < 2 or any(claim.is_turned for claim, _ in ifs):
        return None
    starts = [len(claim.before) for claim, _ in ifs]
    ends = [end for _, end in ifs]
    is_behind = not _answer(said, ifs[0][0].before)
    spans = zip(ends, [*starts[1:], len(said.text)], strict=True) if is_behind else zip([0, *ends], starts, strict=False)
    answers = [_answer(said, said.text[start:end]) for start, end in spans]
    return next((answer for answer, (claim, _) in zip(answers, ifs, strict=True) if claim.holds and answer), None)


def _branch(said: Quoted, claim: _Claim) -> str | None:
    """One of two answers, by the words such as "otherwise" between them."""
    answers: list[tuple[bool, str]] = []
    labels = 0
    for part in (claim.before, claim.after):
        start = 0
        label = False
        for match in [*_ELSE.finditer(part), None]:
            labels += match is not None
            text = _answer(said, part[start : match.start() if match else len(part)])
            if text:
                answers += [(label, text)]
            label = match is not None and match["then"] is None
            start = match.end() if match else len(part)
    if len(answers) == 1 and claim.is_said and not labels:
        answers = [(False, option) for option in _options(said, answers[0][1])]
    if len(answers) != 2 or not (labels or claim.is_said):
        return None
    is_first = (claim.holds is not claim.is_turned) is not answers[0][0]
    return answers[0 if is_first else 1][1]


def _options(said: Quoted, text: str) -> list[str]:
    match = _PAIR.fullmatch(text)
    return [said.plain(match[name]) for name in ("first", "second")] if match else []


def _answer(said: Quoted, text: str) -> str:
    """What is to be said, without the words that only say to say it."""
    tokens = tokens_of(text)
    first, last = 0, len(tokens)
    while last > 0 and tokens[last - 1].concept in _ENDING:
        last -= 1
    while first < last - 1 and tokens[first].concept in _ASKS:
        first += 1
    is_told = first > 0 and tokens[first - 1].concept == "say"
    if first == last or (not is_told and tokens[first].concept in _ASKS - {"fill", "word"} and not tokens[first].is_content):
        return ""
    return said.plain(text[tokens[first].start : tokens[last - 1].end])


def _fitting(said: Quoted, claim: _Claim) -> str | None:
    """Of two words such as yes and no, the one that fits."""
    for match in _PAIR.finditer(f"{claim.before} ␞ {claim.after}"):
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
        (match for match in _PAIR.finditer(text) if _DIRECTIONS.keys() >= {match["first"].casefold(), match["second"].casefold()}), None
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
    concepts = {token.concept for token in tokens_of(said.text)}
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

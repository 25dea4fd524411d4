"""The answers that a request offers, each with the words that say when it is to be given."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from p2p.agent.assistant.language.subjects import QUOTE, Quoted
from p2p.agent.assistant.language.tokens import Token, tokens_of

SAY = r"(?:say|reply|answer|write|respond|output|print|return|type|give|put|with|then|and|or|but|your|i|please)"
"""Words that may open an answer."""
_WHO = r"(?:it|that|this|they|she|he|you|my \w+|the (?:claim|statement|sum|answer|text|word|list|sentence|condition|former))"
_BE = r"(?:is|are|does|do|was|has|have|holds?|'s|'re)"
_UP_TO = rf"[^,;:.]*?(?=[,;:.]|$|\s+and\b|\s+{SAY}\b)"
_WRONG = r"(?:wrong|mistaken|false|off|incorrect|untrue|not|otherwise|any other)"
_ELSE = re.compile(
    rf"\b(?:otherwise|or else|(?<!nothing )(?<!anything )else|failing that|if (?:not|no|false)|in the other(?! \w*cases?)|(?:(?:in|for|with) )?(?:any|every|the|all)(?: the)? (?:other|contrary|opposite|remaining) (?:cases?|events?|words?|numbers?)"
    rf"|in (?:other cases|the contrary case)|should (?:it|that|this|they) not(?: be)?|(?:if|when|where) {_WHO}\s?{_BE}(?: ?n['o]?t|n't) {_UP_TO}|(?:if|when|where) {_WHO}\s?{_BE}(?: ?n[o']?t|n't)(?=\W|$)|(?:if|when|where) {_WHO}\s?{_BE} {_WRONG}\b{_UP_TO}"
    rf"|(?P<then>in (?:which|that) case|if (?:so|true|yes)|(?:if|when|where) {_WHO}\s?{_BE}\b{_UP_TO}))",
    re.IGNORECASE,
)  # fmt: skip
PAIR = re.compile(
    rf"(?P<first>{QUOTE}|[\w-]+)(?:,? or (?:else )?(?:the word |with )?|\s*/\s*)(?P<second>{QUOTE}|[\w-]+)",
    re.IGNORECASE,
)
"""Two words that are offered."""
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


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim that holds or not, and the texts around it."""

    holds: bool
    before: str
    after: str
    is_turned: bool
    is_said: bool


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is to be said, whether in the other case, and whether a verb or quotation marks show that it is an answer."""

    text: str
    is_else: bool
    is_shown: bool


def several_of(said: Quoted, claims: Sequence[Claim]) -> str | None:
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


def branch_of(said: Quoted, claim: Claim) -> str | None:
    """One of two answers, by the words such as "otherwise" between them."""
    answers = [answer for part in (claim.before, claim.after) for answer in _answers(said, part)]
    has_else = _ELSE.search(f"{claim.before} {claim.after}") is not None
    if len(answers) > 2:
        answers = [answer for answer in answers if answer.is_shown]
    if len(answers) == 1 and claim.is_said and not has_else:
        answers = [_Answer(option, place > 0, is_shown=False) for place, option in enumerate(_options(said, answers[0].text))] or answers
    holds = claim.holds is not claim.is_turned
    if len(answers) == 1 and claim.is_said and answers[0].is_shown and not has_else:
        return answers[0].text if holds else None
    if len(answers) != 2 or not (has_else or claim.is_said):
        return None
    return answers[0 if holds is not answers[0].is_else else 1].text


def _answers(said: Quoted, part: str) -> list[_Answer]:
    """The answers in a text, each in the case that the words before it say, or those behind it where none is behind the last."""
    marks = list(_ELSE.finditer(part))
    starts, ends = [0, *(mark.end() for mark in marks)], [*(mark.start() for mark in marks), len(part)]
    clauses = [_clause(part[start:end], is_last=not place) for place, (start, end) in enumerate(zip(starts, ends, strict=True))]
    texts = [_answer(said, clause) for clause in clauses]
    labels = [mark["then"] is None for mark in marks]
    is_before = len(marks) > 1 and texts[0] and not texts[-1]
    pairs = zip(texts, [*labels, False] if is_before else [False, *labels], clauses, strict=True)
    return [_Answer(text, label, _is_shown(clause)) for text, label, clause in pairs if text]


def _clause(text: str, *, is_last: bool) -> str:
    """The sentence of a text that says what to answer; the last or the first where no verb shows which."""
    sentences = [sentence for sentence in re.split(r"(?<=[.?!])\s+", text) if re.search(r"\w|␟", sentence)] or [""]
    return next((sentence for sentence in sentences if _is_shown(sentence)), sentences[-1 if is_last else 0])


def _is_shown(text: str) -> bool:
    return any(token.concept in ("say", "quote") for token in tokens_of(text))


def _options(said: Quoted, text: str) -> list[str]:
    match = PAIR.fullmatch(text)
    return [said.plain(match[name]) for name in ("first", "second")] if match else []


def _answer(said: Quoted, text: str) -> str:
    """What is to be said, without the words that only say to say it."""
    tokens = tokens_of(text)
    first, last = 0, len(tokens)
    while last > 0 and (tokens[last - 1].concept in _ENDING or tokens[last - 1].words in ("and", "but", "or")):
        last -= 1
    quotes = [token for token in tokens if token.concept == "quote"]
    if len(quotes) == 1 and quotes[0] is tokens[last - 1]:
        return said.plain(quotes[0].words)
    while first < last - 1 and tokens[first].concept in _ASKS and not (tokens[first].words == "all" and _is_told(tokens[:first])):
        first += 1
    is_told = _is_told(tokens[:first])
    if first == last or (not is_told and tokens[first].concept in _ASKS - {"fill", "word"} and not tokens[first].is_content):
        return ""
    return said.plain(text[tokens[first].start : tokens[last - 1].end])


def _is_told(before: Sequence[Token]) -> bool:
    return bool(before) and before[-1].concept == "say"

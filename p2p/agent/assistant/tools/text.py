"""Text: what a request wants counted in words, or made of them."""

import re
from dataclasses import dataclass
from functools import lru_cache

from p2p.agent.assistant.language.parting import asked
from p2p.agent.assistant.language.subjects import QUOTE, Quoted, quoted
from p2p.agent.assistant.tools.text_changes import changed
from p2p.agent.assistant.tools.text_counts import count_in, judge_text, most_common, position_of
from p2p.agent.assistant.tools.text_words import means_work, says

_KIND = r"(?:words?|phrase|text|string|sentence|name|line|list|letters|title|term|expression|numbers|items|following|terms|names|values|sequence)"
_PRONOUN = re.compile(
    rf"\b(?:the (?:result|answer|outcome|output|new (?:text|string|phrase|sentence|word|list)|last result|{_KIND})|th(?:at|is|e|ose|ese|e resulting|e sorted|e reversed) {_KIND}|"
    r"it|its|that|this|them|those|these|what(?:'s| is) left|of which|the rest|the remaining)\b"
)
_OWNED = re.compile(r"(?:out )?(?:my|your|our|his|her|their)\b", re.IGNORECASE)
"""What somebody has is a thing, not a text."""
_NO_NAME = (
    "in|into|onto|only|please|alone|itself|once|first|last|at|on|of|from|is|are|was|has|have|does|to|by|with|without|order|count|and|or|but|for|that|which|it|you|"
    "out|back|again|backwards?|as|so|then|contains?|consists?|should|must|will|can|got|when|if|after|before|up|down|round|around|instead|starts?|ends?|begins?"
)
_MADE = re.compile(
    r"\b(the|this|that|its) (?:newly |so )?(?:reversed|flipped|mirrored|inverted|turned|sorted|ordered|arranged|alphabeti[sz]ed|capitali[sz]ed|uppercased|lowercased|changed|replaced|"
    r"modified|altered|joined|shortened|cleaned|converted|obtained|resulting|new|final) (?=(?:word|text|phrase|string|sentence|list|version|form|name|result|one)s?\b)",
    re.IGNORECASE,
)
"""Says of what an earlier step made what was done to it."""
_PAIR = re.compile(
    r"\b(?:are|is|whether|if) (?:the words? )?(?P<one>[\w-]+) (?:and|an anagram of|anagrams? of) (?:the word )?(?P<other>[\w-]+)",
    re.IGNORECASE,
)
_UNQUOTED = re.compile(
    rf"\b(?:(?:in|of|for|from|does|do|has|have|is|are|with|by|the|about)\s+(?:the )?(?:single )?(?:word|term|name|string)\s+|\b(?:word|string|term)\s+)(?P<named>(?!(?:{_NO_NAME})\b)[\w-]+)|"
    r"\b(?:in|of|does|has|is)\s+(?P<after>(?!the\b|my\b|your\b|an?\b|this\b|that\b|it\b|its\b|there\b|them\b|these\b|order\b|reverse\b|which\b|capital|upper|lower|small|each|every|all\b|alphabet|ascend|descend|our\b|his\b|her\b|their\b|any\b|what\b)[\w-]{2,})\s*(?:\?|$|have\b|has\b|got\b|contain\b|backwards?\b|a palindrome|an anagram|reversed\b|in (?:capital|upper|lower|all caps|reverse))|"
    r"^(?:please )?(?:reverse|spell|uppercase|lowercase|capitali[sz]e|mirror|flip)\s+(?P<bare>(?!the\b|my\b|this\b|that\b|it\b|our\b|all\b|a\b)[\w-]+)\s*(?:backwards?|please|\.|\?|$|in\b)",
    re.IGNORECASE,
)
_MAKING = ("upper", "lower", "title", "reverse", "sort", "longest", "shortest", "acronym", "sentence case")
_OF_LISTS = ("reverse", "sort", "longest", "shortest", "unique", "join")
_SIDES = re.compile(r"(.+?)\s+[-–—]\s+(.+)", re.DOTALL)
_PLACED = re.compile(
    r"^\W*(?:(?:and|then|so|now|tell me|give me|say|name|show me|what(?:'s| is)|which(?: one)? is) )*(?:the )?(?:first|second|third|fourth|fifth|last|middle|final)\b(?: (?:item|entry|element|word|name|number|one))? (?:of|in|from|out of)\b"
)
_ORDER = re.compile(
    r"\W*(?:please |now |then |so )*(?:work|calculate|compute|find|solve|tell|give|help|do|can|could|would|quick|question|i|what|how)\b",
    re.IGNORECASE,
)
_NUMBERS = r"-?\d[\d.]*(?:\s*[,;]\s*(?:and |or )?-?\d[\d.]*)+(?:\s+(?:and|or)\s+-?\d[\d.]*)?(?![\w,])"
_WORDS = r"[^\s,:;]+(?:\s*[,;]\s*(?!and\b|or\b)[^\s,:;]+(?: [^\s,:;]+(?=\s*[,;]))?)+(?:,?\s+(?:and|or)\s+[^\s,:;.?!]+)?"
_LISTED = re.compile(rf"(?P<list>{_NUMBERS}|{_WORDS})", re.IGNORECASE)


_OF_THE_WORLD = re.compile(r"\W*(?:since )?(?:when|who|whom|whose|why|where (?:did|was|were|can|could|should|would))\b", re.IGNORECASE)
"""Asks for what no text holds."""


@dataclass(frozen=True, slots=True)
class TextResult:
    """A result as it is said, and the text that later words such as "it" mean."""

    text: str
    about: str
    is_text: bool


@lru_cache(maxsize=256)
def answer_text(request: str, previous: str | None = None) -> TextResult | None:
    """The result, or None where `request` asks for nothing of a text; `previous` is the text that "it" means."""
    said = quoted((request if previous is None else _MADE.sub(r"\1 ", request)).strip())
    found = _subject(said, previous)
    if found is None or _OF_THE_WORLD.match(said.text):
        return None
    ask, subject = found
    if not subject.strip() or not (said.quotes or previous is not None or means_work(ask) or _PLACED.search(ask)):
        return None
    counted = position_of(ask, said) or count_in(ask, subject, said) or judge_text(ask, subject, said)
    if counted is not None:
        return TextResult(counted, subject, is_text=False)
    if re.match(r"\W*(?:how many|how much|is|are|does)\b", ask):
        return None
    made = most_common(ask, subject) or changed(ask, subject, said)
    return None if made is None else TextResult(made, made, is_text=True)


def _subject(said: Quoted, previous: str | None) -> tuple[str, str] | None:
    """The words of the request in lower case, and the text that they are about."""
    ask = said.text.casefold()
    if says(ask, "anagram") and len(said.quotes) < 2 and (pair := _pair(said, previous)) is not None:
        return ask, pair
    if said.quotes:
        return _quoted_subject(said, ask, previous)
    head, colon, tail = said.text.partition(":")
    if colon and tail.strip() and head.strip() and not re.search(r"\d$", head):
        is_head = means_work(head.casefold()) or _ORDER.match(head) is not None
        return (head.casefold(), _cleaned(tail)) if is_head else (tail.casefold(), _cleaned(head))
    if sides := _SIDES.fullmatch(said.text.strip()):
        first, second = sides.groups()
        if means_work(first.casefold()) is not means_work(second.casefold()):
            return (first.casefold(), _cleaned(second)) if means_work(first.casefold()) else (second.casefold(), _cleaned(first))
    lines = said.text.strip().splitlines()
    if len(lines) > 1 and means_work(lines[0].casefold()):
        return lines[0].casefold(), "\n".join(lines[1:]).strip()
    if (found := _listed(said.text)) is not None:
        return found
    if previous is None and not re.search(r"\d", said.text) and (found := asked(said)) is not None and says(found[0], *_MAKING):
        return None if _OWNED.match(found[1]) else found
    if match := _UNQUOTED.search(said.text):
        subject = next(group for group in (match["named"], match["after"], match["bare"]) if group)
        is_spelling = match["named"] or _SPELLING.search(ask)
        if is_spelling and subject.casefold() not in _NOT_SUBJECTS:
            return re.sub(rf"\b{re.escape(subject)}\b", " ", said.text, count=1).casefold(), subject
    if previous is not None and (_PRONOUN.search(ask) or len(ask.split()) <= 9):
        return ask, previous
    return None


def _pair(said: Quoted, previous: str | None) -> str | None:
    """The two texts of which something is asked, as a list: one may be the result before, both may stand bare."""
    if said.quotes:
        return None if previous is None else f"{previous}, {said.quotes[0]}"
    match = _PAIR.search(said.text)
    return f"{match['one']}, {match['other']}" if match else None


_SPELLING = re.compile(
    r"\b(?:letters?|vowels?|consonants?|spell\w*|backwards?|palindrome|revers\w*|upper\w*|lower\w*|capitals|capital letters|capitali\w*|mirror\w*|caps|flip|characters?|how many [a-z]'?s?)\b"
)
_NOT_SUBJECTS = frozenset(
    {
        "words", "letters", "characters", "it", "this", "that", "them", "result", "reverse", "order", "capitals", "uppercase",
        "lowercase", "today", "tomorrow", "alphabetical", "times", "time", "case", "date", "number", "numbers", "english",
    }
)  # fmt: skip


def _quoted_subject(said: Quoted, ask: str, previous: str | None) -> tuple[str, str]:
    """The quotation that the request works on: the one behind "in" or "of", else the last; a pair stays together."""
    if previous is not None and re.search(r"\b(?:in|from|of|does) (?:it|that|this|the result)\b", ask):
        return ask, previous
    if (
        previous is not None
        and len(said.quotes) == 2
        and re.search(rf"{QUOTE} (?:by|with|into|for|to) (?:the )?(?:word )?{QUOTE}\W*$", ask)
    ):
        return ask, previous
    if len(said.quotes) > 2 and re.search(r"\b(?:sort|order|longest|shortest|which|reverse|list)\b", ask):
        return ask, ", ".join(said.quotes)
    if len(said.quotes) == 2 and re.search(
        rf"\b(?:does|has|is|will)\s+(?:the (?:word|text|string) )?{QUOTE}\s+(?:contain|include|start|begin|end|have|finish)", ask
    ):
        return ask, said.quotes[0]
    last = said.quotes[len(said.quotes) - 1]
    longest = max(said.quotes, key=len)
    is_only_longest = all(len(quote) < len(longest) for quote in said.quotes if quote is not longest)
    is_part_named = says(ask, "replace", "remove", "contain", "occur", "count", "start", "end") or re.search(
        r"\b(?:instead of|in place of|is|are)\b", ask
    )
    return ask, longest if is_only_longest and is_part_named else last


def _listed(text: str) -> tuple[str, str] | None:
    """A list that stands bare in the request, and the words around it."""
    match = _LISTED.search(text)
    if match is None:
        return None
    ask = f"{text[: match.start()]} {text[match.end() :]}".casefold()
    is_long = len(re.findall("[,;]", match["list"])) > 1
    return (
        (ask, match["list"].strip(" .?!")) if says(ask, *_OF_LISTS) or (is_long and (says(ask, "count") or _PLACED.search(ask))) else None
    )


def _cleaned(text: str) -> str:
    stripped = text.strip()
    return stripped if "\n" in stripped else re.sub(r"\s+", " ", stripped)

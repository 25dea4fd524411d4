"""What is counted in a text, and what is asked about it with yes or no."""

import re
from collections import Counter
from collections.abc import Callable

from p2p.agent.assistant.language.numbers import decimal_text
from p2p.agent.assistant.language.subjects import QUOTE, Quoted, items_of

_COUNT = re.compile(
    r"\b(?:how many|number of|count(?:ing)?|how often|word ?count|letter ?count|character ?count|vowel ?count|amount of|total of|occurrences?|how long|length of|the length)\b"
)
_VOWELS = "aeiou"
_KINDS: tuple[tuple[str, Callable[[str], int]], ...] = (
    (r"\b(?:distinct|unique|different) words\b", lambda text: len({word.casefold() for word in text.split()})),
    (r"\b(?:distinct|unique|different) (?:letters|characters)\b", lambda text: len({letter for letter in text.casefold() if letter.isalpha()})),
    (r"\bvowels?\b", lambda text: sum(letter in _VOWELS for letter in text.casefold())),
    (r"\bconsonants?\b", lambda text: sum(letter.isalpha() and letter not in _VOWELS for letter in text.casefold())),
    (r"\b(?:digits?|numerals?|figures)\b", lambda text: sum(letter.isdigit() for letter in text)),
    (r"\b(?:capitals?|capital letters|upper[- ]?case|big letters|caps)\b", lambda text: sum(letter.isupper() for letter in text)),
    (r"\b(?:small letters|lower[- ]?case)\b", lambda text: sum(letter.islower() for letter in text)),
    (r"\b(?:characters?|chars?|symbols|signs|keystrokes)\b.*\b(?:without|excluding|ignoring|not counting|except|leaving out|minus|no|other than)\b.*\b(?:spaces?|blanks?)\b|\bnon-?space", lambda text: len(re.sub(r"\s", "", text))),
    (r"\b(?:without|excluding|ignoring|not counting) (?:the )?(?:spaces?|blanks?)\b", lambda text: len(re.sub(r"\s", "", text))),
    (r"\b(?:characters?|chars?|keystrokes|character ?count)\b", len),
    (r"\bpunctuation\b", lambda text: sum(not letter.isalnum() and not letter.isspace() for letter in text)),
    (r"\bcommas\b", lambda text: text.count(",")),
    (r"\b(?:hyphens|dashes)\b", lambda text: text.count("-")),
    (r"\b(?:full stops|periods|dots)\b", lambda text: text.count(".")),
    (r"\b(?:spaces|blanks)\b", lambda text: text.count(" ")),
    (r"\bsentences?\b", lambda text: len(re.findall(r"[^.!?]+[.!?]+|[^.!?]+$", text.strip()))),
    (r"\blines?\b", lambda text: len(text.splitlines())),
    (r"\bwords?\b|\bword ?count\b", lambda text: len(text.split())),
    (r"\b(?:letters?|letter ?count)\b", lambda text: sum(letter.isalpha() for letter in text)),
    (r"\blength\b|\bhow long\b", len),
)  # fmt: skip
_THINGS = re.compile(
    r"\b(?:items?|entries|elements?|things|names|numbers|values|members|fruits|there|left|remain\w*|of them|many is|many are)\b"
)
_SINGLE = re.compile(
    rf"\b(?:letters?|characters?|vowel|consonant|digit)\s+(?P<letter>[a-z0-9](?!\w)|{QUOTE})|"
    rf"(?:how many|number of|count(?: the| all| every)?|an?|the|any|each|every|of)\s+(?P<plural>[a-z0-9])(?:'?s)?(?=\s+(?:are|is|in|does|do|can|has|have|there|appear|occur|contained|within)\b|\?)|"
    r"\b(?:does|do|is) (?P<single>[a-z0-9]) (?:occur|appear|come|show|turn)|"
    rf"\b(?:does|do|is|are|times|times is|the word|word|of|many|often|the string|the substring|often is|the sequence|syllable)\s+(?:the (?:word|letter|character|string) )?(?P<quote>{QUOTE})(?:'?s)?\s+(?:\w+ )*?(?:in|occur|appear|come|used|found|show|contained|within|there|present)",
)
_TIMES = re.compile(r"\b(?:how (?:many times|often)|occurrences?|number of times|how many|count|number of)\b")
_YES_NO = re.compile(r"\b(?:is|are|does|do|can|has|have|was|whether|if|check|contains?|starts?|ends?|begins?)\b")


def count_in(ask: str, subject: str, said: Quoted) -> str | None:
    """How many of what `ask` says are in `subject`; None where it asks for no count."""
    if not _COUNT.search(ask):
        return None
    single = _SINGLE.search(ask)
    if single and _TIMES.search(ask):
        wanted = said.plain(next(group for group in single.groups() if group)).casefold()
        if wanted and wanted != subject.casefold():
            return str(_occurrences(wanted, subject, ask))
    asked = _COUNT.search(ask)
    for words in (ask[asked.end() :] if asked else "", ask):
        found = [(match.start(), place) for place, (pattern, _) in enumerate(_KINDS) if (match := re.search(pattern, words))]
        if found:
            return str(_KINDS[min(found)[1]][1](subject))
    return str(len(items_of(subject))) if _THINGS.search(ask) else None


def _occurrences(wanted: str, subject: str, ask: str) -> int:
    if len(wanted) > 1 and " " in subject and re.search(r"\bwords?\b", ask):
        return sum(word.casefold().strip(".,;:!?") == wanted for word in subject.split())
    return subject.casefold().count(wanted)


def judge_text(ask: str, subject: str, said: Quoted) -> str | None:
    """Yes or no to a question about texts; None where `ask` is no such question."""
    quotes = list(said.quotes)
    if re.search(
        r"\bpalindrom\w*|\bsame (?:forwards?|backwards?|from both|in both)\b|\bboth (?:ways|directions)\b|\b(?:reads?|spelt|spelled) (?:the same|alike|identical)",
        ask,
    ):
        letters = [letter for letter in subject.casefold() if letter.isalnum()]
        return _yes(letters == letters[::-1])
    if re.search(r"\banagrams?\b|\bsame letters\b|\brearrang\w*", ask):
        pair = quotes if len(quotes) == 2 else items_of(subject)
        return _yes(_letters(pair[0]) == _letters(pair[1])) if len(pair) == 2 else None
    if re.search(r"\bpangram\b", ask):
        return _yes(set("abcdefghijklmnopqrstuvwxyz") <= set(subject.casefold()))
    if re.search(r"\balphabetical(?:ly)? (?:order|sorted)|\bsorted\b|\bin order\b", ask) and re.match(r"\W*(?:is|are)\b", ask):
        found = items_of(subject) if "," in subject else list(subject)
        return _yes([one.casefold() for one in found] == sorted(one.casefold() for one in found))
    return _compare(ask, subject, said, quotes) if _YES_NO.search(ask) else None


def _compare(ask: str, subject: str, said: Quoted, quotes: list[str]) -> str | None:
    part = re.search(
        rf"\b(?P<how>contains?|includes?|has|have|starts?|begins?|ends?|finish(?:es)?|occurs?|appears?|is)\b(?: (?:with|in|on))?\s+(?:the |an? )?(?:letters? |word |string |substring |text |character |syllable )*(?P<part>{QUOTE}|[a-z](?!\w))",
        ask,
    )
    if re.search(r"\b(?:equal|the same|identical|alike|match)\b", ask) and len(quotes) == 2:
        return _yes(quotes[0].casefold() == quotes[1].casefold())
    if part is None:
        return None
    wanted = said.plain(part["part"]).casefold()
    how, text = part["how"], subject.casefold()
    if how.startswith(("start", "begin")):
        return _yes(text.startswith(wanted))
    if how.startswith(("end", "finish")):
        return _yes(text.endswith(wanted))
    is_inside = re.search(rf"\b(?:in|part of|inside|within|contained in)\s+(?:the )?(?:\w+ )?{QUOTE}", ask)
    if how.startswith(("contain", "include", "ha")) and not re.search(r"\bhow many", ask):
        first, second = (quotes[0], quotes[1]) if len(quotes) == 2 else (subject, wanted)
        return _yes(second.casefold() in first.casefold())
    return _yes(quotes[0].casefold() in quotes[1].casefold()) if is_inside and len(quotes) == 2 else None


def most_common(ask: str, subject: str) -> str | None:
    """The letter or the word that is there most often, the first of equals."""
    if not re.search(r"\b(?:most (?:common|frequent|often|used)|appears most|occurs most|commonest)\b", ask):
        return None
    parts = (
        subject.split()
        if "word" in ask
        else items_of(subject)
        if "," in subject
        else [letter for letter in subject.casefold() if letter.isalpha()]
    )
    return Counter(parts).most_common(1)[0][0] if parts else None


def position_of(ask: str, said: Quoted) -> str | None:
    """The place of a letter or a word, counted from one."""
    if not re.search(r"\b(?:position|index|place|whereabouts|which letter is|where is|where does)\b", ask) or not said.quotes:
        return None
    letter = re.search(r"\b(?:letter |of |is |an? )([a-z])\b", ask)
    wanted = said.quotes[0] if len(said.quotes) == 2 else letter.group(1) if letter else None
    found = said.quotes[-1].casefold()
    if wanted is None or wanted.casefold() not in found:
        return None
    if re.search(r"\bwords?\b", ask) and " " in found and len(wanted) > 1:
        words = found.split()
        return str(words.index(wanted.casefold()) + 1) if wanted.casefold() in words else None
    return decimal_text(found.index(wanted.casefold()) + 1, 0)  # pyright: ignore[reportArgumentType]


def _letters(text: str) -> list[str]:
    return sorted(letter for letter in text.casefold() if letter.isalnum())


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"

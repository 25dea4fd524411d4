"""What is counted in a text, and what is asked about it with yes or no."""

import re
from collections import Counter
from collections.abc import Callable

from p2p.agent.assistant.language.numbers import decimal_text
from p2p.agent.assistant.language.subjects import QUOTE, Quoted, items_of
from p2p.agent.assistant.tools.text_words import PATTERNS, VERB, says

_COUNT = PATTERNS["count"]
_VOWELS = "aeiou"
_KINDS: tuple[tuple[str, Callable[[str], int]], ...] = (
    (r"\b(?:distinct|unique|different) words\b", lambda text: len({word.casefold() for word in text.split()})),
    (r"\b(?:distinct|unique|different) (?:letters|characters)\b", lambda text: len({letter for letter in text.casefold() if letter.isalpha()})),
    (r"\bvowels?\b", lambda text: sum(letter in _VOWELS for letter in text.casefold())),
    (r"\bconsonants?\b", lambda text: sum(letter.isalpha() and letter not in _VOWELS for letter in text.casefold())),
    (r"\b(?:digits?|numerals?|figures)\b", lambda text: sum(letter.isdecimal() for letter in text)),
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
_SINGLE = re.compile(
    rf"\b(?:letters?|characters?|vowel|consonant|digit)\s+(?P<letter>[a-z0-9](?!\w)|{QUOTE})|"
    rf"(?:how many|how often|how frequently|number of|count(?: the| all| every)?|an?|the|any|each|every|of)\s+(?P<plural>[a-z0-9])(?:'?s)?(?=\s+(?:are|is|in|does|do|can|has|have|there|appear|occur|contained|within)\b|\?)|"
    r"\b(?:does|do|is|are|times|often) (?P<single>[a-z0-9]) (?:is |are )?(?:occur|used|found|there|appear|come|show|turn)|"
    rf"\b(?:does|do|is|are|times|times is|the word|word|of|many|often|the string|the substring|often is|the sequence|syllable)\s+(?:the (?:word|letter|character|string) )?(?P<quote>{QUOTE})(?:'?s)?\s+(?:\w+ )*?(?:in|occur|appear|come|used|found|show|contained|within|there|present)",
)
_PART = re.compile(
    rf"(?:(?P<start>{VERB['start']})|(?P<end>{VERB['end']})|{VERB['contain']}|{VERB['occur']}|\b(?:is|are) there\b|\b(?:is|are)(?= (?:the \w+ )?(?:{QUOTE}|[a-z]) (?:in|part|inside|within|contained|found|anywhere)))"
    rf"(?: (?:with|in|on|by))*\s+(?:the |an? |any )*(?:letters? |word |string |substring |text |character |syllable |vowel )*(?P<part>{QUOTE}|[a-z](?!\w)|\w+(?=\W*$))"
)
_BARE = re.compile(
    r"^\W*(?:the )?(?:\w+ )?(?:words|letters|characters|vowels|consonants|digits|sentences|spaces|capitals|commas)(?: are| there)* (?:in|of|within)\b"
)
_NAMED = re.compile(rf"\b(?:the |this |that |a )?(?:single )?(?:word|sentence|phrase|text|string|name|line|term)\s+(?={QUOTE})")
_ASKED = re.compile(r"\W*(?:and |so |tell me (?:if|whether) )*(?:does|do|is|are|did|can|has|will|whether|if)\b")
_TIMES = re.compile(r"\b(?:how (?:many times|often|frequently)|occurrences?|number of times|how many|count|number of)\b")
_YES_NO = re.compile(r"\b(?:is|are|does|do|can|has|have|was|whether|if|check|contains?|starts?|ends?|begins?)\b")


def count_in(ask: str, subject: str, said: Quoted) -> str | None:
    """How many of what `ask` says are in `subject`; None where it asks for no count."""
    ask = _NAMED.sub("", ask)
    is_bare = (
        _BARE.match(ask)
        and not says(ask, "reverse", "sort", "upper", "lower", "title", "unique", "capital", "join", "spell", "initials", "place")
        and not re.search(VERB["remove"], ask)
    )
    if says(ask, "sort") or not (_COUNT.search(ask) or is_bare):
        return None
    single = _SINGLE.search(ask)
    if single and _TIMES.search(ask):
        wanted = said.plain(next(group for group in single.groups() if group)).casefold()
        if wanted and wanted != subject.casefold():
            return str(_occurrences(wanted, subject, ask))
    asked = _COUNT.search(ask)
    for words in (ask[asked.start() if " " in asked.group() else asked.end() :] if asked else "", ask):
        found = [(match.start(), place) for place, (pattern, _) in enumerate(_KINDS) if (match := re.search(pattern, words))]
        if found:
            return str(_KINDS[min(found)[1]][1](subject))
    return str(len(items_of(subject))) if says(ask, "things") else None


def _occurrences(wanted: str, subject: str, ask: str) -> int:
    if len(wanted) > 1 and " " in subject and re.search(r"\bwords?\b", ask):
        return sum(word.casefold().strip(".,;:!?") == wanted for word in subject.split())
    return subject.casefold().count(wanted)


def judge_text(ask: str, subject: str, said: Quoted) -> str | None:
    """Yes or no to a question about texts; None where `ask` is no such question."""
    quotes = list(said.quotes)
    if says(ask, "palindrome"):
        letters = [letter for letter in subject.casefold() if letter.isalnum()]
        return _yes(letters == letters[::-1])
    if says(ask, "anagram"):
        pair = quotes if len(quotes) == 2 else items_of(subject)
        return _yes(_letters(pair[0]) == _letters(pair[1])) if len(pair) == 2 else None
    if says(ask, "pangram"):
        return _yes(set("abcdefghijklmnopqrstuvwxyz") <= set(subject.casefold()))
    if re.search(r"\balphabetical(?:ly)? (?:order|sorted)|\bsorted\b|\bin order\b", ask) and re.match(r"\W*(?:is|are)\b", ask):
        found = items_of(subject) if "," in subject else list(subject)
        return _yes([one.casefold() for one in found] == sorted(one.casefold() for one in found))
    return (
        _compare(ask, subject, said, quotes)
        if _YES_NO.search(ask) and not re.match(r"\W*(?:please )?(?:which|what|how|start|begin|end|finish)\b", ask)
        else None
    )


def _compare(ask: str, subject: str, said: Quoted, quotes: list[str]) -> str | None:
    if re.search(r"\b(?:equal|the same|identical|alike|match)\b", ask) and len(quotes) == 2:
        return _yes(quotes[0].casefold() == quotes[1].casefold())
    part = _PART.search(ask)
    if part is None or (part["part"].isalpha() and len(part["part"]) > 1 and not _ASKED.match(ask)):
        return None
    wanted, text = said.plain(part["part"]).casefold(), subject.casefold()
    if part["start"]:
        return _yes(text.startswith(wanted))
    if part["end"]:
        return _yes(text.endswith(wanted))
    if wanted == text and len(quotes) == 2:
        wanted = next(quote for quote in quotes if quote != subject).casefold()
    return _yes(wanted in text)


def most_common(ask: str, subject: str) -> str | None:
    """The letter or the word that is there most often, the first of equals."""
    if not says(ask, "common"):
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
    if not says(ask, "position") or not said.quotes:
        return None
    letter = re.search(r"\b(?:letter |of |is |an? |does |do )([a-z])\b", ask)
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

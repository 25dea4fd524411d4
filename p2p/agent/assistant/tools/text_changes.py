"""What is made of a text: another case, another order, parts of it, other words in it."""

import re
from collections.abc import Callable, Sequence
from fractions import Fraction

from p2p.agent.assistant.language.numbers import ORDINALS, number_of
from p2p.agent.assistant.language.subjects import QUOTE, Quoted, items_of

_REMOVE = r"\b(?:remove|delete|strip|drop|get rid of|take (?:out|away)|erase|leave out|omit|without|eliminate|cut out|throw out|discard|kick out|scrap|clean)\b"
_UNITS = r"(?P<unit>words?|letters?|characters?|chars?|items?|entry|entries|elements?|ones?|names?|numbers?|of them|digits?|values?)"
_NTH = "|".join(sorted(ORDINALS, key=len, reverse=True))
_PLACE = re.compile(
    rf"\b(?P<which>{_NTH}|\d+(?:st|nd|rd|th)|last but one|second to last|second last|penultimate|last|final|middle|initial)\b(?:\s+(?P<count>\d+))?\s*(?:of (?:the )?(?=items|words|letters))?{_UNITS}?"
)
_REPLACE = re.compile(
    rf"\b(?:replace|change|swap|substitute|turn|exchange|convert|switch)(?:\s+(?:out|each|every|all|any|the|occurrences?|of|word|words|letter|letters|character|both))*\s+(?P<old>{QUOTE}|\S+)(?:\s+(?:everywhere|always))?\s+"
    rf"(?P<how>by|with|into|to|for|against)\s+(?:the |an? )?(?:word |letter |character )?(?P<new>{QUOTE}|\S+)"
)
_BECOMES = re.compile(
    rf"\b(?:every|each|all|the)?\s*(?:word |letter )?(?P<old>{QUOTE}|\w+)\s+(?:becomes?|should (?:become|be)|is to be(?:come)?|->|=>|→)\s+(?:an? )?(?P<new>{QUOTE}|\S+)"
)
_UNCAPITALISED = re.compile(
    r"\b(?:no|without|free of|not in|not a single|lose|drop|avoid|rather than|instead of|not)(?: (?:any|the|all|in|using))* (?:capitals?|capital letters?|upper ?case|caps|big letters)\b"
)
_ENDING = re.compile(
    r"\b(?:which|what|the|with which) (?P<what>(?:(?:\d+|two|three|four|five|single|one) )?(?:words?|letters?|characters?|items?)) (?:do(?:es)? |that |is |are )?(?P<verb>ends?|finish(?:es)?|closes?|comes? last|begins?|starts?|opens?|comes? first)\b"
)
_SIGNS = {"dash": "-", "hyphen": "-", "underscore": "_", "comma": ",", "space": " ", "blank": " ", "period": ".", "full stop": ".", "dot": ".", "slash": "/", "semicolon": ";",
          "colon": ":", "plus": "+", "star": "*", "asterisk": "*", "pipe": "|", "exclamation mark": "!", "question mark": "?", "apostrophe": "'", "hash": "#", "tilde": "~"}  # fmt: skip


def changed(ask: str, subject: str, said: Quoted) -> str | None:
    """What `ask` makes of `subject`; None where it asks for no change."""
    for change in (_replaced, _deduplicated, _part, _removed, _acronym, _reordered, _sorted, _cased, _chosen, _joined):
        found = change(ask, subject, said)
        if found is not None:
            return found
    return None


def _replaced(ask: str, subject: str, said: Quoted) -> str | None:
    match = _REPLACE.search(ask) or _BECOMES.search(ask)
    if match is None or re.search(
        r"\b(?:upper|lower|title|capital|capitals|case|reverse|alphabetical)\b", ask[match.start() : match.end()]
    ):
        return None
    old, new = (_sign(said.plain(match[name]).strip(",.")) for name in ("old", "new"))
    if ask[match.start() :].startswith("substitute") and match["how"] == "for":
        old, new = new, old
    if old == subject or not old or (old.casefold() not in subject.casefold() and old.rstrip("s") not in ("vowel", "digit")):
        return None
    if old in ("vowel", "vowels"):
        return re.sub("[aeiou]", lambda _: new, subject, flags=re.IGNORECASE)
    if old in ("digit", "digits"):
        return re.sub(r"\d", lambda _: new, subject)
    is_word = len(old) > 1 and old[0].isalnum() and old[-1].isalnum()
    pattern = (
        rf"(?<!\w){re.escape(old)}(?!\w)"
        if is_word and re.search(rf"(?<!\w){re.escape(old)}(?!\w)", subject, re.IGNORECASE)
        else re.escape(old)
    )
    flags = 0 if old in subject else re.IGNORECASE
    return re.sub(pattern, lambda _: new, subject, flags=flags)


def _sign(word: str) -> str:
    return _SIGNS.get(word.rstrip("es") if word.endswith("shes") else word, _SIGNS.get(word.rstrip("s"), word))


def _deduplicated(ask: str, subject: str, said: Quoted) -> str | None:
    if not re.search(
        r"\b(?:duplicat\w*|repeated|repeat(?:s|ing|itions?)|unique|distinct|doubles?|doubled|dedup\w*|de-dup\w*|only once|just once|twins|double entries|appear once|(?:occurs?|appears?|comes? up|comes?|stands?|listed|is there|are there|there|turns? up) (?:more than once|twice|a second time|again|several times|repeatedly|before)|second time|each once|every \w+ once|once each)\b",
        ask,
    ):
        return None
    if re.search(r"\bletters?|characters?\b", ask):
        return "".join(dict.fromkeys(subject))
    is_list = "," in subject or ";" in subject
    parts = items_of(subject) if is_list else subject.split()
    once: dict[str, str] = {}
    for part in parts:
        once.setdefault(part.casefold(), part)
    return (", " if is_list else " ").join(once.values())


def _part(ask: str, subject: str, said: Quoted) -> str | None:
    """The first, the last, the n-th of its words, letters or items; so many of them."""
    if re.search(r"\b(?:each|every|sort|alphabetical\w*|capitali[sz]e|upper|lower|initials?)\b", ask) and not re.search(r"\bonly\b", ask):
        return None
    if re.search(r"\b(?:capital\w*|upper\w*|lower ?case)\b", ask) and not re.search(r"\bwords?\b", ask):
        return None
    ask = _ENDING.sub(
        lambda match: (
            f"the {'last' if match['verb'].startswith(('end', 'fin', 'cl', 'comes last', 'come last')) else 'first'} {match['what']} of"
        ),
        ask,
    )
    leading = re.search(
        r"\b(?:first|last|final|initial|top)\s+(?P<count>\d+|two|three|four|five|six|seven|eight|nine|ten|couple of)\s+" + _UNITS, ask
    )
    match = leading or _PLACE.search(ask)
    is_removal = re.search(_REMOVE, ask) is not None
    if re.search(
        r"\bother way (?:a)?round\b|\blast to (?:the )?first\b|\bso (?:that )?.*\b(?:comes?|goes|is|be|becomes?|being|stands?) (?:the )?(?:first|last)\b(?! \w*word)",
        ask,
    ):
        return None
    if match is None or (re.search(r"\bmonday|tuesday|date|day\b", ask) and "word" not in ask):
        return None
    if match.groupdict().get("unit") is None and not said.quotes and not re.search(r"[,;\n]", subject):
        return None
    parts, joint = _parts(match.groupdict().get("unit"), ask, subject)
    count = match["count"] if leading else None
    if count is not None:
        size = int(number_of(count) or Fraction(2))
        is_first = match.group().startswith(("first", "initial", "top"))
        taken = (parts[size:] if is_first else parts[:-size]) if is_removal else (parts[:size] if is_first else parts[-size:])
        return joint.join(taken)
    place = _place(match["which"], len(parts))
    if place is None or not -len(parts) <= place < len(parts):
        return None
    if is_removal:
        return joint.join(part for index, part in enumerate(parts) if index != place % len(parts))
    return parts[place]


def _place(said: str, length: int) -> int | None:
    if said in ("last", "final"):
        return -1
    if said in ("last but one", "second to last", "second last", "penultimate"):
        return -2
    if said == "middle":
        return length // 2 if length % 2 else None
    if said == "initial":
        return 0
    return (ORDINALS[said] if said in ORDINALS else int(re.sub(r"\D", "", said))) - 1


def _parts(unit: str | None, ask: str, subject: str) -> tuple[list[str], str]:
    """The parts of the subject that are meant, and what joins them."""
    if unit and unit.startswith(("letter", "char", "digit")):
        return list(subject), ""
    if unit and unit.startswith("word"):
        return [word.strip(".,;:!?") for word in subject.split()], " "
    if "," in subject or ";" in subject or "\n" in subject:
        return items_of(subject), ", "
    return (subject.split(), " ") if " " in subject or unit else (list(subject), "")


def _removed(ask: str, subject: str, said: Quoted) -> str | None:
    match = re.search(rf"{_REMOVE}\s+(?P<what>.+)", re.sub(r"\btake (.+?) out of\b", r"remove \1 from", ask))
    if match is None:
        return None
    what = re.split(rf"\s+(?:from|in|of|out of)\s+(?:the (?:word|text|phrase|sentence|string|list) )?{QUOTE}\W*$", match["what"])[0]
    what = re.sub(
        r"^(?:all|every|each|any|the|of|its|occurrences? of|both)\s+", "", re.sub(r"^(?:all|every|each|any|the|of|its)\s+", "", what)
    )
    classes: tuple[tuple[str, str], ...] = (
        (r"vowels?", "[aeiouAEIOU]"), (r"consonants?", "(?i:[b-df-hj-np-tv-z])"), (r"(?:spaces?|blanks?|white ?space)", r"\s"), (r"(?:digits?|numbers?|numerals?|figures)", r"\d"),
        (r"punctuation(?: marks?)?", r"[^\w\s]"), (r"(?:non-?letters|everything but (?:the )?letters)", r"[^A-Za-z]"), (r"letters\b(?! )", "[A-Za-z]"),
    )  # fmt: skip
    for name, pattern in classes:
        if re.match(rf"(?:\w+ )?{name}\b", what):
            return re.sub(pattern, "", subject)
    named = re.match(rf"(?:letters?|words?|characters?|item|entry|name)?\s*(?P<what>{QUOTE}|[^\s,]+)", what)
    if named is None:
        return None
    wanted = _sign(said.plain(named["what"]))
    if not wanted or wanted == subject:
        return None
    if "," in subject and wanted.casefold() in [item.casefold() for item in items_of(subject)]:
        return ", ".join(item for item in items_of(subject) if item.casefold() != wanted.casefold())
    if len(wanted) > 1 and " " in subject and wanted[0].isalnum():
        return (
            " ".join(re.sub(rf"(?<!\w){re.escape(wanted)}(?!\w)", "", subject, flags=re.IGNORECASE).split())
            if re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", subject, re.IGNORECASE)
            else None
        )
    return re.sub(re.escape(wanted), "", subject, flags=re.IGNORECASE) if wanted.casefold() in subject.casefold() else None


def _acronym(ask: str, subject: str, said: Quoted) -> str | None:
    if re.search(r"\b(?:acronym|abbreviat\w*|initialism)\b", ask):
        return "".join(word[0] for word in re.findall(r"\w+", subject)).upper()
    if re.search(
        r"\binitials?\b|\b(?:first|starting|opening|leading) letters? of (?:each|every|all|the) (?:the )?words?\b|\bfirst letters\b", ask
    ) and not re.search(r"\b(?:capital\w*|upper\w*|big)\b", ask):
        return "".join(word[0] for word in re.findall(r"\w+", subject))
    return None


def _reordered(ask: str, subject: str, said: Quoted) -> str | None:
    if not re.search(
        r"\b(?:revers\w*|backwards?|back to front|mirror\w*|other way (?:a)?round|from (?:the )?(?:end|last|right)|flip\w*|inverted?|invert the order|turn(?:ed)? around|opposite order)\b",
        ask,
    ):
        return None
    if re.search(r"\b(?:alphabetical\w*|sort\w*|descending|ascending)\b", ask):
        return None
    if re.search(r"\b(?:case)\b", ask):
        return subject.swapcase()
    if re.search(r"\b(?:each|every) word\b|\bletters of (?:each|every)\b", ask):
        return " ".join(word[::-1] for word in subject.split())
    if ("," in subject or ";" in subject) and not re.search(r"\b(?:letters?|characters?|text|string)\b", ask):
        return ", ".join(reversed(items_of(subject)))
    if re.search(r"\bwords\b|\bword order\b|\bword by word\b", ask) and not re.search(r"\bletters?|characters?\b", ask):
        return " ".join(reversed(subject.split()))
    return subject[::-1]


def _sorted(ask: str, subject: str, said: Quoted) -> str | None:
    if not re.search(
        r"\b(?:sort\w*|alphabetical\w*|alphabeti[sz]e\w*|ascending|descending|arrange\w*|from (?:a to z|z to a|small\w* to|low\w* to|big\w* to|large\w* to|high\w* to|short\w* to|long\w* to)|"
        r"a-z|z-a|(?:small|large|big|low|high|short|long)(?:est)? first|by (?:size|length|value|alphabet)|in (?:abc|alphabet) order|order(?: these| the|ed)?|rank|a to z|z to a)\b",
        ask,
    ):
        return None
    is_falling = (
        re.search(
            r"\b(?:descending|decreasing|revers\w*|falling|z to a|z-a|(?:large|big|high|long)(?:est)? first|from (?:big|large|high|long)\w* to|backwards?|downwards?)\b",
            ask,
        )
        is not None
    )
    if re.search(r"\bletters|characters\b", ask) and "," not in subject:
        return "".join(sorted(subject, key=str.casefold, reverse=is_falling))
    is_list = "," in subject or ";" in subject or "\n" in subject
    parts = items_of(subject) if is_list else subject.split()
    if len(parts) < 2:
        return "".join(sorted(subject, key=str.casefold, reverse=is_falling)) if said.quotes else None
    return (", " if is_list or not said.quotes else " ").join(_in_order(parts, ask, is_falling=is_falling))


def _in_order(parts: Sequence[str], ask: str, *, is_falling: bool) -> list[str]:
    numbers = [number_of(part) for part in parts]
    if re.search(r"\b(?:length|short\w*|long\w*)\b", ask):
        return sorted(parts, key=len, reverse=is_falling)
    if all(number is not None for number in numbers) and "alphabetical" not in ask:
        pairs = sorted(zip(numbers, parts, strict=True), key=lambda pair: pair[0] or Fraction(0), reverse=is_falling)
        return [part for _, part in pairs]
    return sorted(parts, key=str.casefold, reverse=is_falling)


def _cased(ask: str, subject: str, said: Quoted) -> str | None:
    if _UNCAPITALISED.search(ask):
        return subject.lower()
    rules: tuple[tuple[str, Callable[[str], str]], ...] = (
        (r"\b(?:swap|toggle|invert|switch|flip)\w*\b.*\bcase\b", str.swapcase),
        (r"\bsnake[ _]?case\b", lambda text: "_".join(re.findall(r"\w+", text.casefold()))),
        (r"\bkebab[ -]?case\b", lambda text: "-".join(re.findall(r"\w+", text.casefold()))),
        (r"\bcamel[ -]?case\b", lambda text: "".join(word.casefold() if not place else word.capitalize() for place, word in enumerate(re.findall(r"\w+", text)))),
        (r"\bpascal[ -]?case\b", lambda text: "".join(word.capitalize() for word in re.findall(r"\w+", text))),
        (r"\btitle[- ]?cased?\b|\btitle\b|\b(?:each|every|all(?: the)?|the) words?\b.*\b(?:capital\w*|upper\w*|big)\b|\b(?:capital\w*|upper\w*|big)\b.*\b(?:each|every|all(?: the)?) words?\b|\bcapitali[sz]e (?:the )?words\b|\bheadline\b|\binitial capitals\b",
         lambda text: re.sub(r"(?<![\w'])\w", lambda match: match.group().upper(), text)),
        (r"\bsentence case\b|\b(?:first|initial) (?:letter|character)\b.*\b(?:capital\w*|upper\w*|big)\b|\b(?:capital\w*|upper\w*|big)\b.*\b(?:first|initial) (?:letter|character)\b|\bcapitali[sz]e\b",
         lambda text: text[:1].upper() + text[1:]),
        (r"\b(?:upper[- ]?cased?|capitals|capital letters|in capital|(?:every|each|all)(?: the)? letters? (?:in |as |an? )?(?:capitals?|upper\w*|big)|(?:all|in|with) caps|all-caps|block letters|big letters|majuscules?|shout\w*|large letters)\b", str.upper),
        (r"\b(?:lower[- ]?cased?|small letters|minuscules?|little letters|(?:in|as) small|(?:no|without) capitals|uncapitali[sz]ed?)\b", str.lower),
    )  # fmt: skip
    return next((change(subject) for pattern, change in rules if re.search(pattern, ask)), None)


def _chosen(ask: str, subject: str, said: Quoted) -> str | None:
    """The longest or the shortest word, the first by the alphabet; only the vowels."""
    parts = items_of(subject) if "," in subject else [word.strip('.,;:!?"') for word in subject.split()]
    if re.search(r"\blongest\b|\bmost letters\b", ask):
        return max(parts, key=len)
    if re.search(r"\bshortest\b|\bfewest letters\b", ask):
        return min(parts, key=len)
    if re.search(r"\b(?:only|just|extract|keep|pick out|list|find|give)\b.*\b(?:vowels)\b", ask):
        return "".join(letter for letter in subject if letter.casefold() in "aeiou")
    if re.search(r"\b(?:only|just|extract|keep|pick out|list|find|give|which|what)\b.*\b(?:digits|numbers)\b", ask) and re.search(
        r"\d", subject
    ):
        return "".join(re.findall(r"\d", subject)) if "digit" in ask else ", ".join(re.findall(r"\d+(?:\.\d+)?", subject))
    return None


def _joined(ask: str, subject: str, said: Quoted) -> str | None:
    if re.search(r"\b(?:concatenate|glue|stick|merge|join)\b", ask):
        joint = re.search(rf"\b(?:with|by|using)\s+(?:an? )?(?P<sign>{QUOTE}|{'|'.join(_SIGNS)}|\S)(?:e?s)?\b", ask)
        parts = list(said.quotes) if len(said.quotes) > 1 and joint is None else items_of(subject)
        if joint is None:
            return "".join(parts)
        return _sign(said.plain(joint["sign"])).join(parts)
    if re.search(r"\bsplit\b|\btake apart\b", ask) and (
        match := re.search(rf"\b(?:at|by|on|along)\s+(?:each |every |the |an? )?(?P<sign>{QUOTE}|{'|'.join(_SIGNS)}|\S)", ask)
    ):
        return ", ".join(part.strip() for part in subject.split(_sign(said.plain(match["sign"]))))
    if re.search(r"\b(?:spell(?:ed|ing)? out|spell|letter by letter)\b", ask) and " " not in subject:
        return ", ".join(subject)
    return None

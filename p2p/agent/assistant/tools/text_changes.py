"""What is made of a text: another case, another order, parts of it, other words in it."""

import re
from fractions import Fraction

from p2p.agent.assistant.language.numbers import ORDINALS, number_of
from p2p.agent.assistant.language.subjects import QUOTE, Quoted, items_of
from p2p.agent.assistant.tools.text_orders import set_case, sort
from p2p.agent.assistant.tools.text_words import PATTERNS, VERB, says

_REMOVE = PATTERNS["remove"].pattern
_UNITS = r"(?P<unit>words?|letters?|characters?|chars?|items?|entry|entries|elements?|ones?|names?|numbers?|of them|digits?|values?)"
_NTH = "|".join(sorted(ORDINALS, key=len, reverse=True))
_PLACE = re.compile(
    rf"\b(?P<which>{_NTH}|\d+(?:st|nd|rd|th)|last but one|second to last|second last|penultimate|last|final|middle|initial)\b(?:\s+(?P<count>\d+))?\s*(?:of (?:the )?(?=items|words|letters))?{_UNITS}?"
)
_OLD = rf"(?P<old>{QUOTE}|\S+?)(?:'?s)?"
_NEW = rf"(?:the |an? )?(?:word |letter |character )?(?P<new>{QUOTE}|[^\s,]+)"
_EACH = r"(?:(?:out|each|every|all|any|the|occurrences?|of|word|words|letter|letters|character|both|its)\s+)*"
_WITH_REMOVED = re.compile(rf"\bwith (?:the |all |its |every |any )*(.+?) {VERB['remove']}")
_INSIDE = rf"(?:\s+(?:in|of|from|inside|within) (?:the \w+ )?{QUOTE},?)?"
_REPLACEMENTS = (
    re.compile(rf"{VERB['replace']}\s+{_EACH}{_OLD}(?:\s+(?:everywhere|always))?{_INSIDE}\s+(?P<how>by|with|into|to|for|against)\s+{_NEW}"),
    re.compile(
        rf"\b{_EACH}{_OLD}{_INSIDE}\s+(?:(?:is|are|to|be|should|must|gets?|being|has) )*(?:turned into|changed (?:to|into)|replaced (?:by|with)|swapped (?:for|with)|becomes?|becoming|should (?:become|be)|is to be(?:come)?(?! \w+ed\b)|->|=>|→)\s+{_NEW}"
    ),
    re.compile(
        rf"\b(?:but|having|want|need|prefer|put|use|write|say|with|set|insert|have|place)\s+{_NEW}\s+(?:instead of|in place of|in lieu of|rather than|for|where(?:ver)? it says|over)\s+{_EACH}(?P<old>{QUOTE}|\S+)"
    ),
    re.compile(
        rf"\bwhere(?:ver)? (?:{QUOTE}|it|this|that)? ?(?:says|reads|has|stands) (?P<old>{QUOTE}|[^\s,]+){_INSIDE},? (?:make it|put|write|say|use|it should (?:say|read)|it becomes) {_NEW}"
    ),
)
_ENDING = re.compile(
    r"\b(?:(?:which|what|the|with which) )?(?P<what>(?:(?:\d+|two|three|four|five|single|one) )?(?:words?|letters?|characters?|items?|ones?|of (?:them|these))|which|what) (?:(?:do(?:es)?|that|is|are) )?(?:the \w+ )?(?:\u241f\d+\u241f |it |this )?(?P<verb>ends?|finish(?:es)?|closes?|comes? last|begins?|starts?|opens?|comes? first|leads?|heads|is (?:in front|at the (?:top|front|start|beginning))|is at the (?:end|bottom|back)|trails?)\b"
)
_SIGNS = {"dash": "-", "hyphen": "-", "underscore": "_", "comma": ",", "space": " ", "blank": " ", "period": ".", "full stop": ".", "dot": ".", "slash": "/", "semicolon": ";",
          "colon": ":", "plus": "+", "star": "*", "asterisk": "*", "pipe": "|", "exclamation mark": "!", "question mark": "?", "apostrophe": "'", "hash": "#", "tilde": "~"}  # fmt: skip


def changed(ask: str, subject: str, said: Quoted) -> str | None:
    """What `ask` makes of `subject`; None where it asks for no change."""
    for change in (_swapped, _replaced, _deduplicated, _part, _removed, _acronym, _reordered, sort, set_case, _chosen, _repeated, _joined):
        found = change(ask, subject, said)
        if found is not None:
            return found
    return None


def _replaced(ask: str, subject: str, said: Quoted) -> str | None:
    match = next((match for pattern in _REPLACEMENTS if (match := pattern.search(ask))), None)
    if match is None or re.search(
        r"\b(?:upper|lower|title|capital|capitals|case|reverse|alphabetical)\b", ask[match.start() : match.end()]
    ):
        return None
    old, new = (_sign(said.plain(match[name]).strip(",.")) for name in ("old", "new"))
    spelt = re.search(rf"(?<!\w){re.escape(new)}(?!\w)", said.text, re.IGNORECASE)
    new = spelt.group() if spelt else new
    if ask[match.start() :].startswith("substitute") and match.groupdict().get("how") == "for":
        old, new = new, old
    if re.search(rf"(?<!\w){re.escape(old)}s(?!\w)", ask) and f"{old}s" in subject.casefold():
        old = f"{old}s"
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
    if not says(ask, "unique"):
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
    if says(ask, "initials") or (says(ask, "sort") and not says(ask, "only")):
        return None
    if says(ask, "reverse", "sort"):
        ask = re.sub(r"\bso (?:that )?.*$", "", ask)
    ask = re.sub(r"\b(word|letter|character|item|entry) (?:number|no\.?|nr\.?|#) ?(\d+)\b", r"\2th \1", ask)
    if re.search(r"\b(?:capital\w*|upper\w*|lower ?case)\b", ask) and not re.search(r"\bwords?\b", ask):
        return None
    ask = _ENDING.sub(
        lambda match: (
            f"the {'last' if match['verb'].startswith(('end', 'fin', 'cl', 'comes last', 'come last', 'is at the end', 'is at the b', 'trail')) else 'first'} {'' if match['what'] in ('which', 'what') else match['what']} of"
        ),
        ask,
    )
    ask = re.sub(r"\b(\d+|two|three|four|five|six) (first|last)\b", r"\2 \1", ask)
    ask = re.sub(r"\b(?:opening|starting|leading|beginning)(?= (?:words?|letters?|characters?|items?)\b)", "first", ask)
    ask = re.sub(r"\b(?:closing|ending|concluding)(?= (?:words?|letters?|characters?|items?)\b)", "last", ask)
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
    ask = re.sub(r"\btake (.+?) out of\b", r"remove \1 from", _WITH_REMOVED.sub(r"without \1", ask))
    match = re.search(rf"{_REMOVE}\s+(?P<what>.+)", ask)
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
    named = re.match(rf"(?:letters?|words?|characters?|item|entry|name)?\s*(?P<what>{QUOTE}|[a-z](?='?s\b)|[^\s,]+)", what)
    if named is None:
        return None
    wanted = _sign(said.plain(named["what"]))
    if not wanted or wanted == subject:
        return None
    if "," in subject and wanted.casefold() in [item.casefold() for item in items_of(subject)]:
        return ", ".join(item for item in items_of(subject) if item.casefold() != wanted.casefold())
    if (len(wanted) > 1 or what.startswith("word ")) and " " in subject and wanted[0].isalnum():
        return (
            " ".join(re.sub(rf"(?<!\w){re.escape(wanted)}(?!\w)", "", subject, flags=re.IGNORECASE).split())
            if re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", subject, re.IGNORECASE)
            else None
        )
    return re.sub(re.escape(wanted), "", subject, flags=re.IGNORECASE) if wanted.casefold() in subject.casefold() else None


def _acronym(ask: str, subject: str, said: Quoted) -> str | None:
    if says(ask, "acronym"):
        return "".join(word[0] for word in re.findall(r"\w+", subject)).upper()
    if says(ask, "initials") and not re.search(r"\b(?:capital\w*|upper\w*|big)\b", ask):
        return "".join(word[0] for word in re.findall(r"\w+", subject))
    return None


def _swapped(ask: str, subject: str, said: Quoted) -> str | None:
    """The first and the last letter or word in each other's place."""
    match = re.search(rf"{VERB['replace']}\s+(?:the )?first and (?:the )?last (?P<unit>letter|character|word|item)", ask)
    if match is None:
        return None
    parts, joint = _parts(match["unit"], ask, subject)
    return joint.join([parts[-1], *parts[1:-1], parts[0]]) if len(parts) > 1 else None


def _reordered(ask: str, subject: str, said: Quoted) -> str | None:
    if not says(ask, "reverse") or says(ask, "sort"):
        return None
    if says(ask, "case"):
        return subject.swapcase()
    if says(ask, "each word"):
        return " ".join(word[::-1] for word in subject.split())
    if ("," in subject or ";" in subject) and not says(ask, "letters"):
        return ", ".join(reversed(items_of(subject)))
    if re.search(r"\bwords\b|\bword order\b|\bword by word\b", ask) and not re.search(r"\bletters?|characters?\b", ask):
        return " ".join(reversed(subject.split()))
    return subject[::-1]


def _chosen(ask: str, subject: str, said: Quoted) -> str | None:
    """The longest or the shortest word; only the vowels, only the numbers."""
    parts = items_of(subject) if "," in subject else [word.strip('.,;:!?"') for word in subject.split()]
    if says(ask, "longest", "shortest"):
        return (max if says(ask, "longest") else min)(parts, key=len)
    if (only := PATTERNS["only"].search(ask)) is None:
        return None
    ask = ask[only.start() :]
    if says(ask, "vowels"):
        return "".join(letter for letter in subject if letter.casefold() in "aeiou")
    if says(ask, "digits") and re.search(r"\d", subject):
        return "".join(re.findall(r"\d", subject)) if "digit" in ask else ", ".join(re.findall(r"\d+(?:\.\d+)?", subject))
    return None


def _repeated(ask: str, subject: str, said: Quoted) -> str | None:
    times = re.search(r"\b(\w+) times\b|\b(twice|thrice)\b", ask)
    if (
        times is None
        or not said.quotes
        or not re.search(r"\b(?:repeat|write|say|print|put|give|type|show)", ask)
        or re.search(r"\b(?:how many|count)\b", ask)
    ):
        return None
    count = {"twice": Fraction(2), "thrice": Fraction(3)}.get(times[2]) if times[2] else number_of(times[1])
    if count is None or count.denominator != 1 or not 0 < count <= 20:
        return None
    spaced = re.search(r"\b(?:space|blank)", ask)
    return (" " if spaced else "").join([subject] * int(count))


def _joined(ask: str, subject: str, said: Quoted) -> str | None:
    if says(ask, "join"):
        joint = re.search(rf"\b(?:with|by|using)\s+(?:an? )?(?P<sign>{QUOTE}|{'|'.join(_SIGNS)}|\S)(?:e?s)?\b", ask)
        parts = list(said.quotes) if len(said.quotes) > 1 and joint is None else items_of(subject)
        if joint is None:
            return "".join(parts)
        return _sign(said.plain(joint["sign"])).join(parts)
    if says(ask, "split") and (
        match := re.search(rf"\b(?:at|by|on|along)\s+(?:each |every |the |an? )?(?P<sign>{QUOTE}|{'|'.join(_SIGNS)}|\S)", ask)
    ):
        return ", ".join(part.strip() for part in subject.split(_sign(said.plain(match["sign"]))))
    if re.search(r"\b(?:spell(?:ed|ing)? out|spell|letter by letter)\b", ask) and " " not in subject:
        return ", ".join(subject)
    return None

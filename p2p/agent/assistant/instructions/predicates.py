"""Whether what is claimed of given texts holds: how they begin or end, what they contain, how long they are, which comes first."""

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from p2p.agent.assistant.instructions.descriptions import pattern_of
from p2p.agent.assistant.language.calendar_names import MONTHS, WEEKDAYS
from p2p.agent.assistant.language.numbers import ORDINALS, number_of
from p2p.agent.assistant.language.subjects import items_of

_TEXT = "word|name|text|string|sentence|phrase|message|note|line|list|statement|term|title|passage|item|entry|code|label|password|input|number|question|value"
_QUOTED = r"'(?:[^']|(?<=\w)'(?=\w))*'|\"[^\"]*\""
_PRONOUN = re.compile(
    rf"(?:it|they|this|that|these|those|both|the (?:two|following|given|above|said|first|latter)?\s*(?:{_TEXT})s?(?: (?:below|above|here|given|that follows))?|(?:this|that|these|those|my|our|both|the following|what follows|the above)(?: (?:{_TEXT})s?)?|(?:the )?two(?: (?:{_TEXT})s)?)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    rf"(?P<all>both(?: of)? |all(?: of)? |each (?:of )?|every |the two |neither (?:of )?)?(?:the |my |our |this |that |these |those )?(?:single |following |given |two )?(?:(?:{_TEXT}|letter|letters|words of)s?\s+)?(?P<rest>.+)",
    re.IGNORECASE,
)
_NAMES_ONLY = re.compile(
    rf"(?:\s|,|\b(?:the|both|of|and|or|nor|neither|either|all|two|three|these|single|my|this|that|a|an|words of|letters of|(?:{_TEXT}|letter)s?)\b)*",
    re.IGNORECASE,
)
_ANY = re.compile(rf"(?:any|one|some|at least one)(?: of)?(?: the)? (?:{_TEXT})s?(?: (?:of|in|on) (?P<of>.+))?", re.IGNORECASE)
_SHORT = re.compile(r"\b(is|are|does|do|did|has|have|was|were|can)n['’]?t\b", re.IGNORECASE)
_NEVER = re.compile(r"\b(?:(?:does|do|did|can) (?:not|never)|not|never)\b\s*", re.IGNORECASE)
_QUESTION = re.compile(r"^(?:is|are|does|do|did|was|were|has|have|can|will)\s+(?!there\b)", re.IGNORECASE)
_THAT = re.compile(
    r"^(?:(?:is )?it (?:is )?(?:true|the case|correct|right|a fact|so) that|the (?:claim|statement|fact) (?:is )?that|that)\s+",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"^(?:(?:there (?:is|are|be)|there's|is there|are there|you (?:see|find)|i see)\s+(?P<what>.+?)|(?P<named>.+?)\s(?:is|are|be|appears?|occurs?|stands?|comes? up|turns? up|shows? up|can be found|found|contained|listed|mentioned|part|one|\s)+)"
    r"\s+(?:(?:in|inside|within|on|among|of)|part of|one of) (?P<subject>.+)$",
    re.IGNORECASE,
)
_IN_IT = re.compile(r"\s+(?:in|inside|within|on|among) (?:it|them|there|its letters)$|\s+anywhere$|\s+at all$", re.IGNORECASE)
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "more than": operator.gt, "over": operator.gt, "above": operator.gt, "fewer than": operator.lt, "less than": operator.lt, "under": operator.lt,
    "below": operator.lt, "at least": operator.ge, "no fewer than": operator.ge, "no less than": operator.ge, "at most": operator.le,
    "no more than": operator.le, "up to": operator.le, "exactly": operator.eq, "just": operator.eq, "precisely": operator.eq, "only": operator.eq,
}  # fmt: skip
_HOW = "|".join(_COMPARE)
_COUNT = rf"(?:(?P<how>{_HOW}) )?(?P<count>\d+|\w+)"
_UNITS = r"(?:occurrences? of )?(?P<unit>letters?|characters?|chars?|words?|vowels?|consonants?|digits?|capitals?|capital letters?|syllables?|spaces?|items?|entries|[a-z])(?: in (?:it|length))?(?: long)?"
_ORDERS = (MONTHS, WEEKDAYS)


@dataclass(frozen=True, slots=True)
class _Rule:
    """What is said of each of the texts (`of_each`) or of all of them together, as a pattern, and whether it holds; None where that cannot be told."""

    pattern: re.Pattern[str]
    holds: Callable[[Sequence[str], re.Match[str]], bool | None]
    of_each: bool = True


def claim_of_texts(claim: str, given: Sequence[str] = ()) -> bool | None:
    """Whether a claim about texts holds, where "it", "the word" and the like are those that are `given`; None where it cannot be told."""
    plain = _THAT.sub("", _SHORT.sub(r"\1 not", claim.strip(" ?.!,;:").replace("’", "'")))
    is_denied = _NEVER.search(re.sub(_QUOTED, lambda quote: "q" * len(quote.group()), plain))
    if is_denied:
        plain = plain[: is_denied.start()] + plain[is_denied.end() :]
    holds = _holds(plain, given)
    return None if holds is None else holds is (is_denied is None)


def _holds(claim: str, given: Sequence[str]) -> bool | None:
    claim = claim if re.match(r"is there|are there", claim, re.IGNORECASE) else _QUESTION.sub("", claim)
    if (there := _WITHIN.match(claim)) and (
        found := _joined(there["subject"], given, lambda texts: _contains(texts[0], there["what"] or there["named"]))
    ) is not None:
        return found
    for rule in _RULES:
        for match in rule.pattern.finditer(claim):
            if match.start() == 0:
                continue
            found = _of_subject(claim[: match.start()], given, rule, match)
            if found is not None:
                return found
    return None


def _of_subject(subject: str, given: Sequence[str], rule: _Rule, match: re.Match[str]) -> bool | None:
    if rule.of_each:
        return _joined(subject, given, lambda texts: rule.holds(texts, match))
    texts = texts_of(subject, given)
    return rule.holds(texts, match) if texts else None


def _joined(subject: str, given: Sequence[str], holds: Callable[[Sequence[str]], bool | None]) -> bool | None:
    """Whether something holds of a subject: of any one of several, of each, or of none."""
    if (some := _ANY.fullmatch(subject.strip())) and (texts := _parts(some["of"], given)):
        verdicts = [holds([text]) for text in texts]
        return None if None in verdicts else any(verdicts)
    texts = texts_of(subject, given)
    verdicts = [holds([text]) for text in texts]
    if not verdicts or None in verdicts:
        return None
    return not any(verdicts) if subject.strip().casefold().startswith("neither") else all(verdicts)


def texts_of(subject: str, given: Sequence[str]) -> list[str]:
    """The texts that a subject names: those in quotes, a word that is called one, or for a pronoun what is given."""
    plain = subject.strip(" ,:")
    quotes = [quote[1:-1] for quote in re.findall(_QUOTED, plain)]
    if quotes:
        return quotes if _NAMES_ONLY.fullmatch(re.sub(_QUOTED, " ", plain)) else []
    if _PRONOUN.fullmatch(plain):
        is_many = re.search(r"\b(?:both|two|these|those|they|words)\b", plain, re.IGNORECASE) is not None
        return (items_of(given[0]) if len(given) == 1 else list(given)) if is_many else list(given[:1])
    match = _SUBJECT.fullmatch(plain)
    if match is None or re.match(r"(?:the|my|our|your|his|her|its|a|an|i|you|we|there)\b", match["rest"], re.IGNORECASE):
        return []
    if " and " in match["rest"] or " or " in match["rest"]:
        items = [item for item in items_of(match["rest"]) if " " not in item]
        if "," not in match["rest"]:
            return items if len(items) > 1 else []
    is_list = "," in match["rest"] and all(len(item.split()) < 3 for item in items_of(match["rest"])) and re.search(r"\blist\b", plain)
    return [match["rest"]] if is_list or re.fullmatch(r"[\w'-]+", match["rest"]) else []


def _parts(of: str | None, given: Sequence[str]) -> list[str]:
    texts = texts_of(of, given) if of and not _PRONOUN.fullmatch(of) and not of.startswith("the following") else list(given)
    return [part for text in texts for part in (items_of(text) if "," in text else text.split())]


def _contains(text: str, what: str) -> bool | None:
    what = _IN_IT.sub("", what.strip())
    is_none = re.match(r"(?:no|not an?|not any)\s+", what)
    if is_none:
        what = what[is_none.end() :]
    if (
        "," in text
        and (name := re.fullmatch(r"(?:an? |the )?(?:word |name |item )?['\"]?([\w -]+?)['\"]?", what))
        and len(name.group(1)) > 1
        and (pattern_of(what) is None or len(items_of(text)) > 2)
    ):
        return (name.group(1).casefold() in [item.casefold() for item in items_of(text)]) is (is_none is None)
    counted = re.fullmatch(rf"(?:(?P<how>{_HOW}) )?(?P<count>an?|\d+|\w+) (?P<what>.+)", what)
    pattern = pattern_of(what if " " in text else re.sub(r"^(?:the )?word ", "", what))
    if pattern is None and counted and (number := number_of(counted["count"])) is not None:
        part = pattern_of(re.sub(r"^(?:occurrences? of |times )", "", counted["what"])) or pattern_of(
            f"letter {counted['what'].removesuffix('s')}"
        )
        return (
            None if part is None else _COMPARE[counted["how"] or "exactly"](len(re.findall(part, text)), int(number)) is (is_none is None)
        )
    return None if pattern is None else (re.search(pattern, text) is not None) is (is_none is None)


def _begins(text: str, what: str) -> bool | None:
    pattern = pattern_of(what)
    return None if pattern is None else re.match(pattern, text) is not None


def _ends(text: str, what: str) -> bool | None:
    pattern = pattern_of(what)
    bare = (
        text
        if re.search(r"[^\w\s]$", text) is None or re.match(r"(?:an?|the)?\s*(?:\w+[ -])*(?:mark|stop|point|dot|sign|punctuation)", what)
        else text.rstrip(".,;:!?")
    )
    return None if pattern is None else re.search(rf"(?:{pattern})\Z", bare) is not None


def _counts(text: str, match: re.Match[str]) -> bool | None:
    number = number_of(match["count"])
    if number is None:
        return None
    unit = match["unit"].casefold()
    if unit.startswith("word"):
        size = len(text.split())
    elif unit.startswith(("item", "entr")):
        size = len(items_of(text))
    elif unit.startswith("char"):
        size = len(text)
    else:
        pattern = pattern_of(unit if len(unit) > 1 else f"letter {unit}")
        if pattern is None:
            return None
        size = len(re.findall(pattern, text))
    return _COMPARE[(match["how"] or "exactly").casefold()](size, int(number))


def _same_edge(texts: Sequence[str], match: re.Match[str]) -> bool | None:
    count = int(number_of(match["count"] or "1") or ORDINALS.get(match["count"] or "", 1))
    edges = {
        text.casefold()[-count:] if match["edge"].startswith(("end", "finish", "rhym", "last", "final")) else text.casefold()[:count]
        for text in texts
    }
    return len(edges) == 1 if len(texts) > 1 else None


def _before(texts: Sequence[str], match: re.Match[str]) -> bool | None:
    others = texts_of(match["other"], ())
    if len(others) != 1 or len(texts) != 1:
        return None
    one, other = texts[0].casefold(), others[0].casefold()
    known = next((order for order in _ORDERS if one in order and other in order), None)
    if known is not None and not re.search(r"alphabet|dictionary", match.group()):
        return (known.index(one) < known.index(other)) is (match["way"] in ("before", "precede", "precedes", "ahead of", "earlier than"))
    return (one < other) is (match["way"] in ("before", "precede", "precedes", "ahead of", "earlier than")) if one != other else False


def _longer(texts: Sequence[str], match: re.Match[str]) -> bool | None:
    others = texts_of(match["other"], ())
    if len(others) != 1:
        return None
    one, other = len(texts[0]), len(others[0])
    return one > other if match["way"].startswith(("longer", "more")) else one < other


def _only(text: str, match: re.Match[str]) -> bool | None:
    pattern = pattern_of(match["what"])
    return None if pattern is None else re.fullmatch(f"(?:{pattern})+", text) is not None


def _same(text: str) -> str:
    return re.sub(r"\W", "", text.casefold())


def _rule(pattern: str, holds: Callable[[Sequence[str], re.Match[str]], bool | None], *, of_each: bool = True) -> _Rule:
    return _Rule(re.compile(rf"\s(?:{pattern})$", re.IGNORECASE), holds, of_each)


_HAS = r"(?:has|have|contains?|includes?|holds?|features?|consists? of|comprises?|is made (?:up )?of|counts?|got)"
_SAME = r"(?:identical|the same|alike|equal|the same words?|one and the same)"
_RULES = (
    _rule(r"(?:rhymes? by )?(?P<edge>start|begin|end|finish|ending|beginning|starting)(?:e?s)?(?: (?:with|in|on|by))? the same (?:(?P<count>\w+) )?(?:letters?|characters?|sound)", _same_edge, of_each=False),
    _rule(r"(?:share|have) the same (?P<edge>first|initial|last|final) (?:(?P<count>\w+) )?letters?", _same_edge, of_each=False),
    _rule(r"(?:consists? of|have|contain|use|share|are made (?:up )?of)(?: exactly)? the same letters(?: in another order)?|(?:are |be )?anagrams(?: of (?:each other|one another))?",
          lambda texts, _: len({"".join(sorted(_same(text))) for text in texts}) == 1 if len(texts) > 1 else None, of_each=False),
    _rule(r"(?:are|have|is|be)?\s*(?:of )?(?:(?:the same|equal) (?:length|number of letters)|equally long|as long as each other)",
          lambda texts, _: len({len(text) for text in texts}) == 1 if len(texts) > 1 else None, of_each=False),
    _rule(rf"(?:are|is|be|match|agree)\s*(?:exactly )?{_SAME}?(?: as each other)?", lambda texts, _: len(set(texts)) == 1 if len(texts) > 1 else None, of_each=False),
    _rule(r"differ(?: from each other| from one another)?|(?:are |be )?(?:different|not the same)", lambda texts, _: len(set(texts)) > 1 if len(texts) > 1 else None, of_each=False),
    _rule(rf"(?:(?:comes?|stands?|goes|is|are|be|falls?|appears?|listed|sorted) )?(?P<way>before|after|ahead of|behind|earlier than|later than|precedes?|follows?) (?P<other>(?:{_QUOTED}|[\w-]+|the \w+ (?:{_QUOTED}|[\w-]+)))(?: (?:in|by|on) (?:the |a |an )?(?:[\w ]+)| alphabetically)?", _before),
    _rule(r"(?:is|be|are)?\s*(?P<way>longer|shorter|more letters|fewer letters) than (?P<other>.+)", _longer),
    _rule(r"(?:is |are |be )?(?:an? )?palindromes?|(?:read|look|sound|be spelt|be spelled|is spelt|is spelled|are|is|stay)s?(?: (?:exactly|just))?(?: the same| alike)(?: (?:backwards?|in both directions|both ways|in either direction|either way|from both (?:sides|ends)|from either (?:side|end)|forwards? and backwards?|backwards? and forwards?|from right to left|reversed|in reverse))+",
          lambda texts, _: _same(texts[0]) == _same(texts[0])[::-1]),
    _rule(r"(?:starts?|begins?|opens?|commences?) (?:with|in|on|by) (?P<what>.+)", lambda texts, match: _begins(texts[0], match["what"])),
    _rule(r"(?:ends?|finish(?:es)?|closes?|stops?|terminates?) (?:with|in|on|by) (?P<what>.+)", lambda texts, match: _ends(texts[0], match["what"])),
    _rule(rf"{_HAS} (?:only|nothing but|exclusively|solely) (?P<what>.+)", lambda texts, match: _only(texts[0], match)),
    _rule(rf"{_HAS} {_COUNT} {_UNITS}", lambda texts, match: _counts(texts[0], match)),
    _rule(rf"(?:is|are|be)\s*{_COUNT} {_UNITS}", lambda texts, match: _counts(texts[0], match)),
    _rule(rf"{_HAS} (?P<what>.+)", lambda texts, match: _contains(texts[0], match["what"])),
    _rule(r"(?:is |are |be )?(?:written |all |entirely |printed |typed )*in (?P<way>upper|lower|capital|small)(?:[ -]?case| letters|s)?|(?:is |are |be )?(?:all )?(?P<way2>upper|lower)[ -]?case",
          lambda texts, match: texts[0].isupper() if (match["way"] or match["way2"]) in ("upper", "capital") else texts[0].islower()),
    _rule(r"(?:is |are |be )?capitali[sz]ed", lambda texts, _: texts[0][:1].isupper()),
)  # fmt: skip
"""The first that fits and can be told decides."""

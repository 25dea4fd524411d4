"""What a turn says beside the words that say what to do with it: the facts that it tells, what is to be forgotten."""

import re
from functools import lru_cache
from itertools import pairwise, takewhile

from p2p.agent.assistant.conversation.lexicon import CONCEPTS, has, tokens_of, topic
from p2p.agent.assistant.conversation.parts import parts_of
from p2p.agent.assistant.language.calendar_names import MONTHS

_SAYS_WRONG = re.compile(
    r"^\W{0,9}(?:(?:sorry,? |oops,? )?i (?:tell a lie|misspoke|stand corrected|was wrong|got (?:it|that) wrong|mixed (?:it|that|them) up|"
    r"(?:misread|misheard)(?: [^,:;.!–—-]{0,60})?)|slip of the tongue|my bad)(?:[,:;.!]+\s+|\s{1,3}[–—-]+\s+)",
    re.IGNORECASE,
)
_BY_DATE = re.compile(
    r"^\W{0,9}(?:(?:and|so|now|ok)\W{1,9}){0,3}what\b(?!['’]s more\b| (?:i|a|an)\b)"
    r"(?!.{0,200}\b(?:days?|dates?|weekdays?|weeks?|months?|quarters?|years?|times|plus|minus)\b)"
    r".{0,200}\bon (?:the )?(?:\d{1,2}(?:st|nd|rd|th)\b(?: of)?(?: [a-z]+)?|\d{1,2} (?:MONTH)|(?:MONTH) \d{1,2}(?:st|nd|rd|th)?)(?: \d{4})?\W{0,9}$".replace(
        "MONTH", "|".join(MONTHS)
    ),
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"\s*:\s*|\s+[-–—]+\s*|,\s+|[.!;]\s+|\s+(?:that|how)\s+|\s+(?=(?:my|our)\s)|$")
_LEAD = re.compile(
    r"^\W*(?:(?:and|plus|also|oh|well|so|ok|okay|hey|hi|hello|please|actually|sorry|oops|erratum|(?:listen|right|no|nope|wait|correction|update)(?=\s*[,:;.!–-])|"
    r"by the way|btw|in fact|(?:hang|hold) on(?=\s*[,:;.!–-])|i mean|i meant|scratch that|strike that|my mistake|just so you know)\b[\s,:!.;–-]+)+",
    re.IGNORECASE,
)
_JOINT = re.compile(r"(?<!\b[DM]r)(?<!\bMrs)(?:\s*[,;.!]\s+(?:and |but |while |whereas )?|\s+(?:and|but|while|whereas)\s+)")
_FORMER = re.compile(
    r"[,;]?\s*\b(?:and |but )?(?:not|instead of|rather than|no longer|as opposed to|in place of|used to be|was)\s+"
    r"(?P<was>(?:[\w'-]+\s+){0,3}?[\w:'-]+)(?=\s*(?:[,;:.!]|[-–]\s|but\b|any ?more|$))(?:\s*any ?more)?(?:\s*,?\s*but\b)?",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"n't\b|\b(?:not|no longer|used to|(?:was|were)(?! (?:\w+ly )?(?:\w+ed|\w+en|put|brought|set)\b)|never|cannot)\b", re.IGNORECASE
)
_DENIED = re.compile(
    r"(?:\bnot|n't|\bno longer|\binstead of|\brather than)\s+(?P<was>[^,;.]+?)(?=\s*(?:[,;.]|\bbut\b|\bany ?more\b|$))", re.IGNORECASE
)
_NOT_FORGET = re.compile(r"\b(?:don't|dont|not|never)\b(?! mind)(?: (?:ever|you))? (?:forget|lose|delete|erase|drop)\b")
_FORGETS_IT = re.compile(
    r"\b(?P<verb>[a-z]+)(?: about)? (?:it|that|this|him|her|them)(?: (?:note|one|entry|fact|bit|thing))?"
    r"(?:,? (?:please|now|again|too|both|off|(?:from|off) (?:your|the) (?:notes?|memory|list|records?)))*\W*$"
)
_NEED_NOT = re.compile(
    r"\b(?:no (?:need|reason) to|needn't|need not|(?:don't|do not) (?:need|have) to|no longer (?:need|have) to|stop) (?P<verb>[a-z]+)\b"
)
_UNSAID = re.compile(
    r"^\W{0,9}(?:(?:please|just|let's|ok|okay|so|and|now|you can|can you)\W{1,9}){0,5}(?:pretend|act (?:as if|as though|like)|as if|as though)(?: that)? (?:i|we)"
    r"(?:'ve| have|'d| had)?(?: never\b|\w+n't\b| \w+n't\b)[^.!?;]{0,40}?\b(?:told|tell|said|say|mentioned|mention)\b"
)
_WISHES = frozenset({"i'd", "want", "wish", "prefer", "like", "looking", "after", "please"})
_KEPT = CONCEPTS["keep"] | CONCEPTS["told_to_know"]
_ALL_BUT_TOPIC = CONCEPTS["stop"] | CONCEPTS["filler"]
_KEEPING = _KEPT | CONCEPTS["notes"] | CONCEPTS["known"] | _ALL_BUT_TOPIC


def speaks_of_memory(text: str) -> bool:
    """Whether a turn has a word of keeping, forgetting or knowing: then what it does is asked before the tools."""
    tokens = tokens_of(text)
    return any(has(tokens, concept) for concept in ("keep", "forget", "afresh", "notes", "known", "told_to_know"))


def is_question(text: str) -> bool:
    """Whether a turn has the form of a question."""
    tokens = tokens_of(text)
    begins = [place for place, token in enumerate(tokens[:2]) if not has([token], "at") and not has([token], "joins")]
    return text.strip().endswith("?") or (bool(begins) and (has(tokens[begins[0] : begins[0] + 1], "wh") or has(tokens[:1], "aux")))


def questions_in(text: str) -> list[str]:
    """The parts of a turn that are questions in form, where it has other parts."""
    parts = [part.strip() for part in re.split(r"(?<=[?!.:;])\s+|\n+", text.strip()) if part.strip()]
    return [part for part in parts if is_question(part) and len(tokens_of(part)) > 2] if len(parts) > 1 else []


def is_statement(text: str) -> bool:
    """Whether all sentences of a turn say something of the speaker, of theirs or of one named before, and none asks for anything."""
    if re.search(r"[?\"“‘«`]|(?<!\w)'|:\s", text):
        return False
    clauses = [tokens_of(clause) for clause in re.split(r"[.!;,]\s+|\s+and\s+(?!is |are |was |were |has |have )", text)]
    sentences = [tokens_of(sentence) for sentence in re.split(r"[.!;]\s+", text.strip(" .!"))]
    openings = [clause[1:] if has(clause[:1], "at") else clause for clause in clauses]
    asks = any(any(has(words[:1], concept) for concept in ("order", "count", "wh")) or _WISHES & set(words) for words in openings)
    asks = asks or any(
        has(words[:1], "aux") and any(has(words[1:2], whom) for whom in ("i", "my", "we", "you", "third", "the", "this"))
        for words in openings
    )
    return not asks and all(_is_own(sentence[:1]) or (has(sentence[:1], "at") and _is_own(sentence)) for sentence in sentences)


def is_personal(text: str) -> bool:
    """Whether a turn speaks of the speaker, or of one named before."""
    return _is_own(tokens_of(text))


def _is_own(tokens: list[str]) -> bool:
    return any(has(tokens, concept) for concept in ("i", "my", "we", "third"))


def asks_about_speaker(text: str) -> bool:
    """Whether a turn asks what is known about the one who speaks."""
    tokens = tokens_of(text)
    return has(tokens, "wh") and has(tokens, "known") and re.search(r"\babout (?:me|us)\b", text, re.IGNORECASE) is not None


def goes_on_without_verb(text: str) -> bool:
    """Whether a turn begins with "and" or the like and says nothing of anybody."""
    tokens = tokens_of(text)
    return has(tokens[:2], "joins") and not any(has(tokens, concept) for concept in ("be", "have", "i", "we"))


def clauses_of(text: str) -> list[str]:
    """What stands between the commas, colons and dashes of a text."""
    return [clause for clause in re.split(r"\s*[,:;]\s+|[.!]\s+|\s+[-–—]+\s+", text) if clause.strip()]


def after_lead(text: str) -> str | None:
    """What follows on a few words that say nothing; None where there are none."""
    match = re.match(r"(?P<lead>[^:.!–—]{1,30}?)(?:\s[-–—]+\s|[:.!–—]\s)\s*(?P<rest>\S.*)", text.strip(), re.DOTALL)
    return match["rest"] if match and set(tokens_of(match["lead"])) <= _ALL_BUT_TOPIC | _KEPT else None


def says_forget(text: str) -> bool:
    """Whether a turn ends in an order to forget what it spoke of, or says that it need not be kept."""
    plain = text.casefold().replace("’", "'")
    if plain.endswith("?") or _NOT_FORGET.search(plain):
        return False
    if _UNSAID.search(plain):
        return True
    ordered, released = _FORGETS_IT.search(plain), _NEED_NOT.search(plain)
    return (ordered is not None and has([ordered["verb"]], "forget")) or (
        released is not None and bool({released["verb"], released["verb"].removesuffix("ing")} & (_KEPT | {"hang", "hold"}))
    )


def names_nothing(text: str) -> bool:
    """Whether all words of a turn only say what to do, and with "it"."""
    said = set(tokens_of(text)) - _ALL_BUT_TOPIC - _KEPT
    return not any(said - set().union(*(CONCEPTS[concept] for concept in ("forget", "notes", "known", "gone", "order", "correct", "all"))))


@lru_cache(maxsize=1024)
def kept_in(text: str) -> str | None:
    """What a turn tells beside a clause that only asks to keep it; None where there is no such clause."""
    stripped = text.strip()
    begins = takewhile(lambda end: _may_keep(stripped[: end.start()]), _CLAUSE_END.finditer(stripped))
    ends = [end for end in begins if 0 < end.end() < len(stripped) and _only_keeps(stripped[: end.start()])]
    if ends:
        return re.sub(r"^that\s+", "", stripped[ends[-1].end() :].strip(" ,;:-–"))
    first = re.match(
        r"\W*(?:please\s+)?(?:(?:remember|memori[sz]e|note|save|store)\s+(?:that\s+)?(?!to\b)|(?:write|put|take|mark) down that (?=(?:my|our|i|we|the)\b))"
        r"(?=\S+ \S+ \S)",
        stripped,
        re.IGNORECASE,
    )
    if first:
        return stripped[first.end() :]
    joints = reversed(list(re.finditer(r"\s*[,;.!]\s*|\s+[-–—]+\s*", stripped)))
    for joint in takewhile(lambda joint: _may_keep(stripped[joint.end() :]), joints):
        if joint.start() and _only_keeps(stripped[joint.end() :]):
            return stripped[: joint.start()].strip(" ,;:-–")
    return None


def _may_keep(clause: str) -> bool:
    """Whether a clause has only words with which one may ask to keep something; where it has others, every longer one has them, too."""
    return (_KEEPING | CONCEPTS["forget"]).issuperset(tokens_of(clause))


def _only_keeps(clause: str) -> bool:
    tokens = tokens_of(clause)
    is_denied = _NOT_FORGET.search(clause.casefold().replace("’", "'")) is not None
    is_asked = has(tokens, "keep") or is_denied or {"should", "know"} <= set(tokens)
    is_released = re.search(r"\b(?:no longer|no need|stop|needn't|don't (?:have|need|want)|do you|can i|did i|i)\b", clause.casefold())
    return is_asked and not is_released and (_KEEPING | (CONCEPTS["forget"] if is_denied else set())).issuperset(tokens)


def asks_by_date(text: str) -> bool:
    """Whether a turn asks what there is on a day that it names, not what day that is."""
    return _BY_DATE.match(text) is not None


def says_wrong(text: str) -> bool:
    """Whether a turn begins with the words that something said before was wrong."""
    return _SAYS_WRONG.match(text) is not None


def facts_in(text: str) -> list[str]:
    """The facts that a turn tells, without the words around them."""
    return list(_facts_in(text))


@lru_cache(maxsize=1024)
def _facts_in(text: str) -> tuple[str, ...]:
    said = kept_in(text)
    plain = _without_lead(text if said is None else said) or text.strip()
    return tuple(part.rstrip(" .!") for part in parts_of(plain) if re.search(r"\w", part))


def _without_lead(text: str) -> str:
    """A turn without the words before it that say nothing, or only that something was wrong."""
    plain = _LEAD.sub("", _SAYS_WRONG.sub("", text.strip(), count=1)).strip(" ,;:-–")
    lead, mark, rest = ([*re.split(r"([,:.!–—]\s+)", plain, maxsplit=1), "", ""])[:3]
    is_of_wrong = has(tokens_of(lead), "correct") and set(tokens_of(lead)) <= _ALL_BUT_TOPIC | CONCEPTS["correct"] | CONCEPTS["third"]
    return _without_lead(rest) if mark and is_of_wrong else plain


def denied_in(text: str) -> set[str]:
    """What a text says to hold no more, as stems."""
    return {word for match in _DENIED.finditer(text.replace("’", "'")) for word in topic(match["was"])}


def without_former(text: str, former: str) -> str:
    """A correction without the words in which it says what no longer holds."""
    known = set(topic(former))
    ends = [0, *(joint.end() for joint in _JOINT.finditer(text)), len(text)]
    clauses = [text[start:end] for start, end in pairwise(ends)]
    holding = [clause for clause in clauses if not (_DENIES.search(clause.replace("’", "'")) and set(topic(clause)) & known)]
    if holding and set(topic("".join(holding))) - known:
        text = "".join(holding)

    def kept(match: re.Match[str]) -> str:
        return "" if set(topic(match["was"])) & known else match.group()

    rest = re.sub(r"\s+,", ",", _FORMER.sub(kept, text)).strip(" ,;:-–.")
    return rest if set(topic(rest)) - known else text

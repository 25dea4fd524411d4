"""A request's clauses: where one step ends and the next begins, in the order in which they are to be done."""

import re

from p2p.agent.assistant.language.inflection import verb_forms
from p2p.agent.assistant.language.numbers import NUMBER_WORDS, plain_numbers
from p2p.agent.assistant.language.rounding import take_rounding
from p2p.agent.assistant.language.subjects import quoted
from p2p.agent.assistant.tools.arithmetic_words import VERB_WORDS
from p2p.agent.assistant.tools.nesting import unnested
from p2p.agent.assistant.tools.references import is_bare_mention
from p2p.agent.assistant.tools.text_words import TEXT_VERBS

_OWN_VERBS = (
    "tell", "give", "write", "express", "say", "calculate", "compute", "find", "show", "make", "work", "apply", "keep", "report",
    "state", "name", "translate", "move", "print", "return", "order", "pick", "choose", "extract", "list", "read", "check", "see",
    "let", "shorten", "determine", "obtain", "spend", "eat", "sell", "use", "buy", "earn", "receive", "win",
)  # fmt: skip
_VERBS = frozenset([*_OWN_VERBS, *TEXT_VERBS, *VERB_WORDS])
_VERB = "|".join(sorted({form for verb in _VERBS for form in verb_forms(verb)}, key=len, reverse=True))
BASE_VERB = "|".join(sorted(_VERBS))
_PRONOUN = r"(?:all (?:of )?(?:it|that|this)|the whole(?: thing)?|that|it|this|those|these|them|the result|the (?:sum|total|product|quotient|difference|answer|outcome|rest|remainder|number)|its|their|both|what(?:'s| is) left|what remains|the remaining \w+)"
_NUMBER_WORD = rf"(?:\d+(?:[.,]\d+)*|{'|'.join(NUMBER_WORDS)})(?: ?%| per ?cent| percent)?"
_OPENER = (
    rf"(?:(?:please|now|also|finally|only|so|just|again|once more)\s+)*(?:(?:{_VERB})\b|(?:how (?:many|much|long|old|big|far|often)|what(?:'?s)?|which|when|is|are|plus|minus|times|less|half|twice|thrice|backwards|in reverse)\b|"
    rf"(?:from|of|to|by|with|in|out of|for|off|on top of) {_PRONOUN}\b|{_PRONOUN}\b|(?:all )?(?:in|as) (?:capitals|(?:capital|block|small|big) letters|caps|(?:upper|lower|title)[ -]?case|reverse|(?:alphabetical|ascending|descending|reverse) order)|"
    rf"{_NUMBER_WORD} (?:\w+(?:ed|en) (?:from|to|off|away|by|on)\b|more\b|less\b|fewer\b|times\b|of {_PRONOUN}|(?:days?|weeks?|months?|years?) (?:further|later|more|earlier|on\b|ago\b|back\b|(?:before|after) (?:that|it)\b))|\d+(?:\.\d+)?(?: ?%| per ?cent) (?:of|off|from)\b|(?:an?|one|two|three|the) (?:third|quarter|half|fifth|tenth|sixth|eighth)s? (?:of|from)\b|"
    r"the (?:(?:smallest|largest|biggest|first|last|longest|shortest)(?! (?:in|at|on|first|to|last)\b)|weekday|square root|cube root|square|cube|remainder|average|mean|sum|result|number of|length|date|day|week|word|letters?|age|same|difference|product)\b)"
)
_WHEN_DONE = (
    r"(?:once|when|as soon as|now that) (?:(?:you|u|i|we|one)(?:'ve|'re| have| are)?(?: (?:got|found|done|have|worked out|obtained|finished|with))* "
    r"(?:it|that|this|so|done|there|finished|the \w+)|(?:that|it|they|these|those|this)(?:'s|'re| is| are| has been| have been) (?:done|found|known|\w+ed))"
    rf"(?=\s*,|\s+(?:{BASE_VERB})\b)"
)
_JOINTS = re.compile(
    r"(?P<strong>(?:(?<=[.?!])\s+|\s*\n\s*|\s*;\s*)(?:(?:second|third|fourth|fifth|last)\s*[,:]\s*)?|"
    r"[\s,]*[-–—]?\s*\b(?:and |but )?(?:then|after that|after this|(?:after|following|upon|whereupon) which|whereupon|following that|afterwards?|thereafter|thereupon|subsequently|followed by|next(?! (?:week|month|year|day|one|leap|\w+day)\b)|finally|lastly|at last|in the end|"
    rf"from there(?! (?:to|until|till)\b)|with that|using that|{_WHEN_DONE}|as a (?:second|third|last|final|next) step|"
    r"(?:second|third|fourth|last)ly|(?:second|third|last|next) step|step \d+)\b\s*,?:?\s*(?:and\s+)?)|"
    rf"(?P<weak>,?\s+(?:the \w+ of )?which (?:you|is|i|we|gets|are|should be|must be|has to be|needs to be) (?:then )?(?:to be )?|\s*,\s*(?:and |but |so )?(?={_OPENER})|\s+and\s+(?={_OPENER})|\s*,\s*and\s+(?!{_NUMBER_WORD}(?!\w)|[\w-]+\s*(?:[.?!,]|$))|\s+before\s+(?=\w+ing\b)|\s+before you\s+|"
    rf"\s*(?:→|=>|->|\|)\s*(?={_OPENER}|[-+*/×÷]))",
    re.IGNORECASE,
)
_NUMBERING = re.compile(
    r"^\s*(?:\(?(?:\d{1,2}|[a-h])[.)]\s+|(?:second|third|fourth|fifth|last)\s*[,:]\s*|[-*•]\s+|step (?:\d+|one|two|three|four)\s*[:.,]?\s*|(?:first|firstly|to begin with|to start with|start by|begin by|begin with|start with|first of all|initially)\b(?! (?!the |an? )(?:\w+ ){1,3}(?:of|in|from)\b)\s*,?:?\s*)",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"(?:^|(?<=\s)|(?<=[,;:]))\s*\(?([1-9]|[a-h](?=\)))[.)]\s+")
_ASKS_AGAIN = re.compile(
    r"^(?:so )?(?:which|what)(?:'s| is)?(?: the| my)?(?: (?:final|new|resulting|exact|calendar))?(?: (?:date|day|result|answer|number|total|amount|unit|figure|sum))?(?: (?:is|was|would|will|does|do|did) (?:it|that|this|you|i|we)(?: be)?|(?: comes?| results?) out| remains?| results?| are the (?:numbers|figures|results|steps|values|answers))?"
    r"(?: (?:give|make|come to|get|have|reach|land on|end up (?:with|on|at)|arrive at|leave|then))*\W*$",
    re.IGNORECASE,
)
_GIVEN_FIRST = re.compile(
    r"^(?:(?P<given>[\d.,]+(?: [\w°/]+)?)\s+[-–—]\s+(?=[a-z].*\b(?:that|it|this|these|those)\b)|"
    r"(?:start(?:ing)?|begin(?:ning)?|go(?:ing)?)? ?(?:with|from|at) (?P<begun>[\d.,]+(?: [\w°/]+)?)\s*[:–—-]\s+(?=[a-z]))",
    re.IGNORECASE,
)
_SCRAPPED = re.compile(
    r"^.*\b(?:scrap|forget|ignore|cancel|disregard|skip) (?:that|it|this)(?: one)?[.,:;!]\s+(?:actually,? |instead,? )?(?=\w+\W+\w+)|^.*\b(?:no|sorry|wait),? (?:scrap|forget|ignore) that[.,:;!]\s+",
    re.IGNORECASE | re.DOTALL,
)
_HOW = re.compile(r"(?:by )?(?:adding|subtracting|multiplying|dividing|taking)\b", re.IGNORECASE)
"""How a question's answer is found, behind the question."""
_PEOPLE = frozenset({"he", "she", "they", "we", "i", "you", "oh", "um", "oh and"})
_IN_ORDER = re.compile(r"[\s,(–—-]+in (?:this|that|the given) order\b\)?", re.IGNORECASE)
_MEANS = re.compile(
    r"[,;]?\s*\b(?:which means|meaning|that means|in other words|which is the same as|that is to say)[,:]?\s+", re.IGNORECASE
)
_DONE_FIRST = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        rf"^\s*(?:after|having|once(?: you(?:'ve| have)?)?|when you(?:'ve| have)?|by|upon|on)\s+(?P<first>(?:(?:the |an? )?(?:addition|subtraction|multiplication|division|conversion|reversal|removal) of|\w+ing|\w+ed|\d\S* (?:has|have|is|are|was)(?: been)? \w+|put|taken|cut|split)\b.*?)(?:,\s*|\s+)(?=(?:please )?(?:{BASE_VERB}|what|how|which|half|twice)\b)(?P<second>.+)$",
        r"^\s*before\s+(?:you\s+)?(?P<second>[^,]+),\s*(?P<first>.+)$",
        r"^(?P<second>[^;.\n]+?)\s+(?:after|once)\s+(?:you(?:'ve| have)\s+)?(?P<first>(?:\w+ing|\w+ed)\b[^;.\n]+)$",
    )
)
"""Steps that are not told in their order."""
_ROUND_THAT = re.compile(r"^\s*(?:please )?round (?:it|that|this|the (?:result|sum|answer|quotient|product|total))\b", re.IGNORECASE)
_ROUND_STEP = re.compile(r"^\s*(?:please )?round\b", re.IGNORECASE)
_POLITE = re.compile(
    rf"^(?:(?:you|u|we|one) (?:(?:then|now|also|should|must|have to|need to|can|will|would|might|may) )*(?=(?:{BASE_VERB})\b)|"
    r"(?:hey|hi|hello|ok|okay|so|well|now|please|pls|and|also|um|uh|alright|right|good|great|thanks|thank you|quick (?:question|one)|tell me|could you|can you|would you|will you|"
    r"i(?:'d| would) like(?: you)? to(?: know)?|i want(?: you)? to(?: know)?|i(?:'d| would) like|when you|if you|what if you|i need(?: you)? to(?: know)?|kindly|do me a favou?r|let's|let us|just)\b[\s,:!]*)+",
    re.IGNORECASE,
)


def clauses_of(request: str) -> list[str]:
    """The clauses of a request in their order, what is quoted in them untouched; words about rounding stay with what is rounded."""
    is_list = _is_numbered(request)
    said = quoted((_LIST_NUMBER.sub("\n", request) if is_list else request).strip())
    text = _in_order(_IN_ORDER.sub("", _SCRAPPED.sub("", said.text)))
    text = _MEANS.sub(", i.e. ", _GIVEN_FIRST.sub(lambda match: f"{match['given'] or match['begun']}; ", text))
    text = re.sub(r"\b(e\.g\.|i\.e\.|approx\.|no\.)\s", lambda match: match.group(1).replace(".", "") + " ", text)
    found: list[str] = []
    start = 0
    is_step, is_sentence = True, False
    for joint in [*_JOINTS.finditer(text), None]:
        clause = text[start : joint.start() if joint else len(text)]
        start = joint.end() if joint else len(text)
        plain = _POLITE.sub("", _NUMBERING.sub("", clause.strip())).strip(" ,")
        if not re.search(r"\w|\u241f", plain) or plain in _PEOPLE:
            is_step = is_step or bool(joint)
            continue
        if found and (
            _ASKS_AGAIN.match(plain) or is_bare_mention(found[-1]) or (_HOW.match(plain) and found[-1].startswith(("how", "what")))
        ):
            found[-1] = f"{found[-1].rstrip(' .!;')}, {plain}"
        elif (
            found
            and _is_rounding(plain)
            and not (is_step and _ROUND_STEP.match(plain))
            and not (is_sentence and (_ROUND_THAT.match(plain) or (plain.endswith("?") and found[-1].endswith("?"))))
        ):
            found[-1] = f"{found[-1].rstrip('.! ')}, {plain}"
        else:
            found.append(plain)
        is_sentence = joint is not None and clause.rstrip()[-1:] in (".", "?", "!")
        is_step = (joint is not None and (joint["strong"] or "").strip(" ,.?!") != "") or "\n" in (joint.group() if joint else "")
    return [said.restored(part) for clause in found for part in unnested(clause)]


def _is_numbered(request: str) -> bool:
    """Whether steps are numbered, from one on."""
    found = list(_LIST_NUMBER.finditer(request))
    numbers = "".join(match.group(1) for match in found)
    return (
        len(found) > 1
        and "123456789 abcdefgh".find(numbers) in (0, 10)
        and re.search(r"(?:^|[:\n])\s*$", request[: found[0].start()]) is not None
    )


def _in_order(text: str) -> str:
    """`text` with the step that is to be done first in front."""
    for pattern in _DONE_FIRST:
        if match := pattern.match(text):
            first = re.sub(r"^(\d\S*) (?:has|have|is|are|was)(?: been)? ", r"\1 ", match["first"])
            return f"{first.rstrip(' .,;')}; {match['second']}"
    return text


def _is_rounding(clause: str) -> bool:
    """Whether a clause says only how the result is to be said."""
    rounding, rest = take_rounding(plain_numbers(clause))
    words = re.findall(r"[a-z]+|\d+", rest.casefold())
    filler = {
        "round", "rounded", "please", "only", "just", "the", "answer", "result", "to", "a", "as", "and", "give", "me", "with", "it",
        "that", "number", "exact", "value", "show", "in",
    }  # fmt: skip
    return (rounding.is_asked and set(words) <= filler) or (bool(words) and set(words) <= filler - {"it", "that"})

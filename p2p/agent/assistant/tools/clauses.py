"""A request's clauses: where one step ends and the next begins, in the order in which they are to be done."""

import re

from p2p.agent.assistant.language.inflection import verb_forms
from p2p.agent.assistant.language.numbers import NUMBER_WORDS, plain_numbers
from p2p.agent.assistant.language.rounding import take_rounding
from p2p.agent.assistant.language.subjects import quoted
from p2p.agent.assistant.tools.arithmetic_words import VERB_WORDS

_OWN_VERBS = [
    "reverse",
    "sort",
    "convert",
    "count",
    "tell",
    "give",
    "write",
    "put",
    "take",
    "replace",
    "remove",
    "delete",
    "express",
    "say",
    "capitalise",
    "capitalize",
    "uppercase",
    "lowercase",
    "spell",
    "split",
    "share",
    "cut",
    "calculate",
    "compute",
    "find",
    "show",
    "turn",
    "change",
    "strip",
    "drop",
    "make",
    "work",
    "apply",
    "keep",
    "report",
    "state",
    "name",
    "translate",
    "move",
    "go",
    "print",
    "return",
    "join",
    "arrange",
    "order",
    "alphabetise",
    "alphabetize",
    "repeat",
    "swap",
    "pick",
    "choose",
    "extract",
    "list",
    "flip",
    "mirror",
    "throw",
    "cross",
    "leave",
    "read",
    "check",
    "halve",
    "see",
    "let",
    "erase",
    "discard",
    "shorten",
    "glue",
    "separate",
    "rank",
    "kick",
    "get",
]
_VERB = "|".join(sorted({form for verb in [*_OWN_VERBS, *VERB_WORDS] for form in verb_forms(verb)}, key=len, reverse=True))
_BASE_VERB = "|".join(sorted({*_OWN_VERBS, *VERB_WORDS}))
_PRONOUN = r"(?:that|it|this|those|these|them|the result|the (?:sum|total|product|quotient|difference|answer|outcome|rest|remainder|number)|its|their|both)"
_NUMBER_WORD = rf"(?:\d+(?:[.,]\d+)*|{'|'.join(NUMBER_WORDS)})(?: ?%| per ?cent| percent)?"
_OPENER = (
    rf"(?:(?:please|now|also|finally|only|so|just|again|once more)\s+)*(?:(?:{_VERB})\b|(?:how (?:many|much|long|old|big|far|often)|what(?:'s)?|which|when|is|are|plus|minus|times|less|half|twice|thrice|backwards|in reverse)\b|"
    rf"(?:from|of|to|by|with|in|out of|for|on top of) {_PRONOUN}\b|{_PRONOUN}\b|(?:all )?(?:in|as) (?:capitals|(?:capital|block|small|big) letters|caps|(?:upper|lower|title)[ -]?case|reverse|(?:alphabetical|ascending|descending|reverse) order)|"
    rf"{_NUMBER_WORD} (?:\w+(?:ed|en) (?:from|to|off|away|by|on)\b|more\b|less\b|fewer\b|times\b|of {_PRONOUN})|\d+(?:\.\d+)?(?: ?%| per ?cent) (?:of|off|from)\b|(?:an?|one|two|three|the) (?:third|quarter|half|fifth|tenth|sixth|eighth)s? (?:of|from)\b|"
    r"the (?:(?:smallest|largest|biggest|first|last|longest|shortest)(?! (?:in|at|on|first|to|last)\b)|weekday|square root|cube root|square|cube|remainder|average|mean|sum|result|number of|length|date|day|week|word|letters?|age|same|difference|product)\b)"
)
_JOINTS = re.compile(
    r"(?P<strong>(?:(?<=[.?!])\s+|\s*\n\s*|\s*;\s*)(?:(?:second|third|fourth|fifth|last)\s*[,:]\s*)?|"
    r"[\s,]*[-–—]?\s*\b(?:and |but )?(?:then|after that|after this|(?:after|following|upon|whereupon) which|whereupon|following that|afterwards?|thereafter|thereupon|subsequently|followed by|next(?! (?:week|month|year|day|one|leap|\w+day)\b)|finally|lastly|at last|in the end|"
    r"from there(?! (?:to|until|till)\b)|with that|using that|once (?:you have|that is|that's|it is|you've) (?:that|done|got it)|when (?:that's|that is) done|as a (?:second|third|last|final|next) step|"
    r"(?:second|third|fourth|last)ly|(?:second|third|last|next) step|step \d+)\b\s*,?:?\s*(?:and\s+)?)|"
    rf"(?P<weak>,?\s+which (?:you|is|i|we|gets|are|should be|must be) (?:then )?|\s*,\s*(?:and |but |so )?(?={_OPENER})|\s+and\s+(?={_OPENER})|\s*,\s*and\s+(?!{_NUMBER_WORD}(?!\w)|[\w-]+\s*(?:[.?!,]|$))|\s+before\s+(?=\w+ing\b)|\s+before you\s+|"
    rf"\s*(?:→|=>|\|)\s*(?={_OPENER}|[-+*/×÷]))",
    re.IGNORECASE,
)
_NUMBERING = re.compile(
    r"^\s*(?:\(?(?:\d{1,2}|[a-h])[.)]\s+|(?:second|third|fourth|fifth|last)\s*[,:]\s*|[-*•]\s+|step (?:\d+|one|two|three|four)\s*[:.,]?\s*|(?:first|firstly|to begin with|to start with|start by|begin by|begin with|start with|first of all|initially)\b(?! (?:\w+ ){1,3}(?:of|in|from)\b)\s*,?:?\s*)",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"(?:^|(?<=\s)|(?<=[,;:]))\s*\(?([1-9]|[a-h](?=\)))[.)]\s+")
_ASKS_AGAIN = re.compile(
    r"^(?:so )?(?:which|what)(?:'s| is)?(?: the| my)?(?: (?:final|new|resulting|exact|calendar))?(?: (?:date|day|result|answer|number|total|amount|unit|figure|sum))?(?: (?:is|was|would|will|does|do|did) (?:it|that|this|you|i|we)(?: be)?)?"
    r"(?: (?:give|make|come to|get|have|reach|land on|end up (?:with|on|at)|arrive at|leave|then))*\W*$",
    re.IGNORECASE,
)
_GIVEN_FIRST = re.compile(r"^(?P<given>[\d.,]+(?: [\w°/]+)?)\s+[-–—]\s+(?=[a-z].*\b(?:that|it|this|these|those)\b)", re.IGNORECASE)
_MEANS = re.compile(
    r"[,;]?\s*\b(?:which means|meaning|that means|in other words|which is the same as|that is to say)[,:]?\s+", re.IGNORECASE
)
_DONE_FIRST = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        rf"^\s*(?:after|having|once(?: you(?:'ve| have)?)?|when you(?:'ve| have)?|by|upon|on)\s+(?P<first>(?:\w+ing|\w+ed|\d\S* (?:has|have|is|are|was)(?: been)? \w+|put|taken|cut|split)\b.*?)(?:,\s*|\s+)(?=(?:please )?(?:{_BASE_VERB}|what|how|which|half|twice)\b)(?P<second>.+)$",
        r"^\s*before\s+(?:you\s+)?(?P<second>[^,]+),\s*(?P<first>.+)$",
        r"^(?P<second>[^;.\n]+?)\s+(?:after|once)\s+(?:you(?:'ve| have)\s+)?(?P<first>(?:\w+ing|\w+ed)\b[^;.\n]+)$",
    )
)
"""Steps that are not told in their order."""
_ROUND_THAT = re.compile(r"^\s*(?:please )?round (?:it|that|this|the (?:result|sum|answer|quotient|product|total))\b", re.IGNORECASE)
_ROUND_STEP = re.compile(r"^\s*(?:please )?round\b", re.IGNORECASE)
_POLITE = re.compile(
    r"^(?:(?:hey|hi|hello|ok|okay|so|well|now|please|pls|and|also|um|uh|alright|right|good|great|thanks|thank you|quick (?:question|one)|tell me|could you|can you|would you|will you|"
    r"i(?:'d| would) like(?: you)? to(?: know)?|i want(?: you)? to(?: know)?|i(?:'d| would) like|when you|if you|what if you|i need(?: you)? to(?: know)?|kindly|do me a favou?r|let's|let us|just)\b[\s,:!]*)+",
    re.IGNORECASE,
)


def clauses_of(request: str) -> list[str]:
    """The clauses of a request in their order, what is quoted in them untouched; words about rounding stay with what is rounded."""
    is_list = _is_numbered(request)
    said = quoted((_LIST_NUMBER.sub("\n", request) if is_list else request).strip())
    text = _in_order(said.text)
    text = _MEANS.sub(", i.e. ", _GIVEN_FIRST.sub(r"\g<given>; ", text))
    text = re.sub(r"\b(e\.g\.|i\.e\.|approx\.|no\.)\s", lambda match: match.group(1).replace(".", "") + " ", text)
    found: list[str] = []
    start = 0
    is_step, is_sentence = True, False
    for joint in [*_JOINTS.finditer(text), None]:
        clause = text[start : joint.start() if joint else len(text)]
        start = joint.end() if joint else len(text)
        plain = _POLITE.sub("", _NUMBERING.sub("", clause.strip())).strip(" ,")
        if not re.search(r"\w|\u241f", plain):
            is_step = is_step or bool(joint)
            continue
        if found and _ASKS_AGAIN.match(plain):
            found[-1] = f"{found[-1]}, {plain}"
        elif (
            found and _is_rounding(plain) and not (is_step and _ROUND_STEP.match(plain)) and not (is_sentence and _ROUND_THAT.match(plain))
        ):
            found[-1] = f"{found[-1].rstrip('.! ')}, {plain}"
        else:
            found.append(plain)
        is_sentence = joint is not None and clause.rstrip()[-1:] in (".", "?", "!")
        is_step = (joint is not None and (joint["strong"] or "").strip(" ,.?!") != "") or "\n" in (joint.group() if joint else "")
    return [said.restored(clause) for clause in found]


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

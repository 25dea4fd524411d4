"""Requests of several steps: parted into clauses, each a request of its own that may lean on the results before it."""

import re
from datetime import date

from p2p.agent.assistant.language.inflection import verb_forms
from p2p.agent.assistant.language.numbers import NUMBER_WORDS, number_of, plain_numbers
from p2p.agent.assistant.language.rounding import take_rounding
from p2p.agent.assistant.language.subjects import quoted
from p2p.agent.assistant.reply import StepResult
from p2p.agent.assistant.tools.arithmetic_words import VERB_WORDS
from p2p.agent.assistant.tools.calculator import does
from p2p.agent.assistant.tools.toolbox import Context, use_tool
from p2p.agent.assistant.tools.units import quantity_in

MAX_CLAUSES = 24
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
    rf"(?:from|of|to|by|with|in|out of|for|on top of) {_PRONOUN}\b|{_PRONOUN}\b|(?:all )?in (?:capitals|(?:capital|block|small|big) letters|caps|(?:upper|lower|title)[ -]?case|reverse|(?:alphabetical|ascending|descending|reverse) order)|"
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
_GIVEN = re.compile(
    r"^(?:take|start(?:ing)? (?:with|from|at)|begin with|given|from|consider|think of|use|the number|with|have)?\s*(?:the )?(?:number )?([-\w. ]+?)\W*$",
    re.IGNORECASE,
)
_ASKS_AGAIN = re.compile(
    r"^(?:so )?(?:which|what)(?:'s| is)?(?: the| my)?(?: (?:final|new|resulting|exact|calendar))?(?: (?:date|day|result|answer|number|total|amount|unit|figure|sum))?(?: (?:is|was|would|will|does|do|did) (?:it|that|this|you|i|we)(?: be)?)?"
    r"(?: (?:give|make|come to|get|have|reach|land on|end up (?:with|on|at)|arrive at|leave|then))*\W*$",
    re.IGNORECASE,
)
_ASKED_AT_END = re.compile(
    r"^(?:[^.;?\n]|\.\d)*\b(?:makes?|equals|comes? to|gives?|is|leaves?|totals?) (?:what|how (?:much|many))\W*$", re.IGNORECASE
)
_BOTH = re.compile(
    r"\b(?:both(?: (?:results|numbers|of them|answers|sums|products))?|the two(?: (?:results|numbers|answers|sums|products))?|these two(?: \w+)?|the results)\b",
    re.IGNORECASE,
)
_STATES = re.compile(
    r"^(?!how|what|which|when)(?:my|our|his|her|the|their|its|i|we|he|she|they|it|[A-Z]\w+)\b[^?]*\b(?:is|was|am|were|are)\b[^?]*$",
    re.IGNORECASE,
)
_COUNTS = re.compile(r"\b(?:count\w*|how many|number of)\b", re.IGNORECASE)
_AGAIN = re.compile(
    r"^(?:re-?count|count)(?: (?:it|them|those|that|again|anew|afresh|once|more|now|the rest|what is left|what's left))*\W*$", re.IGNORECASE
)
_GIVEN_FIRST = re.compile(r"^(?P<given>[\d.,]+(?: [\w°/]+)?)\s+[-–—]\s+(?=[a-z].*\b(?:that|it|this|these|those)\b)", re.IGNORECASE)
_MEANS = re.compile(
    r"[,;]?\s*\b(?:which means|meaning|that means|in other words|which is the same as|that is to say)[,:]?\s+", re.IGNORECASE
)
_DONE_FIRST = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        rf"^\s*(?:after|having|once(?: you(?:'ve| have)?)?|when you(?:'ve| have)?|by|upon|on)\s+(?P<first>(?:\w+ing|\w+ed|put|taken|cut|split)\b.*?)(?:,\s*|\s+)(?=(?:please )?(?:{_BASE_VERB}|what|how|which|half|twice)\b)(?P<second>.+)$",
        r"^\s*before\s+(?:you\s+)?(?P<second>[^,]+),\s*(?P<first>.+)$",
        r"^(?P<second>[^;.\n]+?)\s+(?:after|once)\s+(?:you(?:'ve| have)\s+)?(?P<first>(?:\w+ing|\w+ed)\b[^;.\n]+)$",
    )
)
"""Steps that are not told in their order."""
_OUTCOME = re.compile(
    r"^(?:so |and |now |then )*(?:what|which|how (?:much|many|big|large|long|high|far)|only|keep|just|the|where)\b(?!.*\b(?:in|as|word|letters?|date|weekday)\b)(?:[^\d\u241f'\"]|(?<=\w)'(?=\w))*$",
    re.IGNORECASE,
)
_OUTCOME_WORD = re.compile(
    r"\b(?:remainder|rest|left|remains?|each|apiece|per|pay|costs?|price|gets?|receives?|share|part|piece|total|altogether|sum|together|in all|result|answer|comes? to|make|end up|land|arrive|have|"
    r"spend|spent|owe|(?:is|'s) (?:it|that|this))\b",
    re.IGNORECASE,
)
_ROUND_STEP = re.compile(r"^\s*(?:please )?round\b", re.IGNORECASE)
_POLITE = re.compile(
    r"^(?:(?:hey|hi|hello|ok|okay|so|well|now|please|pls|and|also|um|uh|alright|right|good|great|thanks|thank you|quick question|tell me|could you|can you|would you|will you|"
    r"i(?:'d| would) like(?: you)? to(?: know)?|i want(?: you)? to(?: know)?|i(?:'d| would) like|when you|if you|what if you|i need(?: you)? to(?: know)?|kindly|do me a favou?r|let's|let us|just)\b[\s,:!]*)+",
    re.IGNORECASE,
)


def use_tools(request: str, today: date) -> tuple[StepResult, ...]:
    """The steps of `request`, one for each thing that it asks; none where the tools do not understand all of it."""
    if _ASKED_AT_END.search(request) and (whole := use_tool(request, today, Context())) is not None:
        return (whole[0],)
    clauses = _counted_again(clauses_of(request))
    steps: list[StepResult] = []
    contexts = [Context()]
    place = start = 0
    while place < len(clauses):
        if steps and _is_outcome(clauses[place], steps[-1]) and not _is_of_another(clauses[place], today, contexts[-1]):
            whole = use_tool(", ".join(clauses[start : place + 1]), today, contexts[-2])
            if whole is not None and whole[0].tool == steps[-1].tool:
                steps[-1], contexts[-1] = whole
            place += 1
            continue
        found = _step(clauses, place, today, contexts[-1], steps)
        if found is not None:
            (step, context), end = found
            is_told = step.tool == "dates" and _STATES.match(clauses[place]) is not None and step.result in clauses[place]
            steps += [] if is_told else [step]
            contexts.append(context)
            start, place = place, end
            continue
        given = _GIVEN.match(clauses[place]) if not steps else None
        if given and (number := number_of(given.group(1))) is not None:
            contexts.append(Context("number", number=number, quantity=quantity_in(given.group(1)), text=given.group(1)))
        elif not _may_be_left_out(clauses[place]):
            return ()
        place += 1
    return tuple(steps)


def _is_of_another(clause: str, today: date, context: Context) -> bool:
    """Whether a clause asks for more than the outcome: for another unit, for a date."""
    found = use_tool(clause, today, context)
    return found is not None and found[0].tool in ("units", "dates")


def _step(
    clauses: list[str], place: int, today: date, context: Context, steps: list[StepResult]
) -> tuple[tuple[StepResult, Context], int] | None:
    """The step of the fewest clauses that a tool understands, and the place after them."""
    for end in range(len(clauses), place, -1) if len(clauses) > MAX_CLAUSES else range(place + 1, len(clauses) + 1):
        found = use_tool(_with_both(" ".join(clauses[place:end]), steps), today, context)
        if found is not None:
            return found, end
    return None


def _with_both(clause: str, steps: list[StepResult]) -> str:
    """`clause` with the last two results where it speaks of both."""
    if len(steps) < 2 or any(number_of(step.result) is None for step in steps[-2:]):
        return clause
    return _BOTH.sub(f"{steps[-2].result} and {steps[-1].result}", clause)


def _is_outcome(clause: str, step: StepResult) -> bool:
    """Whether a clause asks only for what comes of the clause before."""
    if step.tool != "calculator" or not (_OUTCOME.match(clause) and _OUTCOME_WORD.search(clause)):
        return False
    return not _BOTH.search(clause) and not does(clause) - {"sum", "divide"}


def _counted_again(clauses: list[str]) -> list[str]:
    """The clauses, with what an earlier one counts in one that only says to count again."""
    counts = [clause for clause in clauses if _COUNTS.search(clause) and not _AGAIN.match(clause)]
    if not counts:
        return clauses
    what = re.sub(r"['\"].*['\"]", "it", counts[0])
    return [what if _AGAIN.match(clause) else clause for clause in clauses]


def clauses_of(request: str) -> list[str]:
    """The clauses of a request in their order, what is quoted in them untouched; words about rounding stay with what is rounded."""
    is_list = _is_numbered(request)
    said = quoted((_LIST_NUMBER.sub("\n", request) if is_list else request).strip())
    text = _in_order(said.text)
    text = _MEANS.sub(", i.e. ", _GIVEN_FIRST.sub(r"\g<given>; ", text))
    text = re.sub(r"\b(e\.g\.|i\.e\.|approx\.|no\.)\s", lambda match: match.group(1).replace(".", "") + " ", text)
    found: list[str] = []
    start = 0
    is_step = True
    for joint in [*_JOINTS.finditer(text), None]:
        clause = text[start : joint.start() if joint else len(text)]
        start = joint.end() if joint else len(text)
        plain = _POLITE.sub("", _NUMBERING.sub("", clause.strip())).strip(" ,")
        if not re.search(r"\w|\u241f", plain):
            is_step = is_step or bool(joint)
            continue
        if found and _ASKS_AGAIN.match(plain):
            found[-1] = f"{found[-1]}, {plain}"
        elif found and _is_rounding(plain) and not (is_step and _ROUND_STEP.match(plain)):
            found[-1] = f"{found[-1].rstrip('.! ')}, {plain}"
        else:
            found.append(plain)
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
            return f"{match['first'].rstrip(' .,;')}; {match['second']}"
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


def _may_be_left_out(clause: str) -> bool:
    """Whether a clause that no tool understands asks for nothing: a remark."""
    return len(clause.split()) <= 8 and not re.search(
        r"\d|\?|\u241f|^(?:what|how|who|when|where|why|which|is|are|do|does|can|could|should|will)\b", clause, re.IGNORECASE
    )

"""Requests of several steps: parted into clauses, each a request of its own that may lean on the results before it."""

import re
from datetime import date

from p2p.agent.assistant.language.numbers import number_of, plain_numbers
from p2p.agent.assistant.language.rounding import take_rounding
from p2p.agent.assistant.language.subjects import quoted
from p2p.agent.assistant.reply import StepResult
from p2p.agent.assistant.tools.toolbox import Context, use_tool
from p2p.agent.assistant.tools.units import quantity_in

MAX_CLAUSES = 24
_VERBS = (
    r"(?:add|subtract|multiply|divide|double|halve|triple|quadruple|square|cube|reverse|sort|convert|count|tell|give|write|put|take|replace|remove|delete|express|say|"
    r"capitali[sz]e|uppercase|lowercase|spell|split|share|cut|deduct|calculate|compute|increase|decrease|reduce|raise|find|show|turn|change|strip|drop|make|work out|"
    r"how (?:many|much|long|old)|what(?:'s| is| are| does| was| will| would| date| day| weekday)?|which|is (?:it|that|this)|apply|quarter|plus|minus|times|multiplied|divided|less|"
    r"keep|report|state|name|translate|move|go|print|return|join|arrange|order|alphabeti[sz]e|repeat|the (?:weekday|square root|remainder|average|mean|sum|first|last|longest|shortest|result|"
    r"number of|length|date|day|week|word|letters?))\b"
)
_JOINTS = re.compile(
    r"(?P<strong>(?<=[.?!])\s+|\s*\n\s*|\s*;\s*|"
    r"[\s,]*[-–—]?\s*\b(?:and |but )?(?:then|after that|after this|afterwards|thereafter|thereupon|subsequently|followed by|next|finally|lastly|at last|in the end|"
    r"from there|with that|using that|once (?:you have|that is|that's|it is) (?:that|done)|when (?:that's|that is) done|as a (?:second|third|last|final) step|"
    r"(?:second|third|fourth|last)ly|second step|third step|last step|step \d+)\b\s*,?:?\s*(?:and\s+)?)|"
    rf"(?P<weak>\s*,\s*(?:and |but )?(?={_VERBS})|\s+and\s+(?={_VERBS})|\s*,\s*and\s+(?!\d|[\w-]+\s*(?:[.?!]|$))|\s+and\s+(?=(?:that|it|this|the result|those|in|its|by how)\b)|"
    r"\s*,\s*(?=(?:doubled|halved|tripled|squared|cubed|backwards|reversed|sorted|(?:all )?in (?:upper|lower) ?case|in capitals|in reverse)\W*$)|"
    r"\s*→\s*|\s*=>\s*|\s*\|\s*|,\s*which (?:you |is |i |we )?(?:then )?)",
    re.IGNORECASE,
)
_NUMBERING = re.compile(
    r"^\s*(?:\(?(?:\d{1,2}|[a-h])[.)]\s+|[-*•]\s+|step (?:\d+|one|two|three|four)\s*[:.,]?\s*|(?:first|firstly|to begin with|to start with|start by|begin by|begin with|start with|first of all|initially)\b\s*,?:?\s*(?!\w+ (?:of|in|from) ))",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"(?:^|(?<=\s)|(?<=[,;:]))\s*\(?([1-9])[.)]\s+(?=[A-Za-z'\"])")
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
_STATES = re.compile(
    r"^(?:my|our|his|her|the|their|its|i|we|he|she|they|it|[A-Z]\w+)\b[^?]*\b(?:is|was|am|were|are)\b[^?]*$", re.IGNORECASE
)
_COUNTS = re.compile(r"\b(?:count\w*|how many|number of)\b", re.IGNORECASE)
_AGAIN = re.compile(
    r"^(?:re-?count|count)(?: (?:it|them|those|that|again|anew|afresh|once|more|now|the rest|what is left|what's left))*\W*$", re.IGNORECASE
)
_GIVEN_FIRST = re.compile(r"^(?P<given>[\d.,]+(?: [\w°/]+)?)\s+[-–—]\s+(?=[a-z].*\b(?:that|it|this|these|those)\b)", re.IGNORECASE)
_MEANS = re.compile(
    r"[,;]?\s*\b(?:which means|meaning|that means|in other words|which is the same as|that is to say)[,:]?\s+", re.IGNORECASE
)
_AFTER = re.compile(r"^\s*(?:after|having|once you(?:'ve| have)|when you(?:'ve| have)|by)\s+(\w+ing|\w+ed)\b(.*?),\s*", re.IGNORECASE)
_GERUND = re.compile(
    r"\b(add|subtract|multiply|divid|convert|revers|sort|count|doubl|halv|squar|remov|replac|calculat|comput|tak)ing\b", re.IGNORECASE
)
_SHORTENED = frozenset(["divid", "revers", "doubl", "halv", "squar", "remov", "replac", "calculat", "comput", "tak"])
_ROUND_STEP = re.compile(r"^\s*(?:please )?round\b", re.IGNORECASE)
_POLITE = re.compile(
    r"^(?:(?:hey|hi|hello|ok|okay|so|well|now|please|pls|and|also|um|uh|alright|right|good|great|thanks|thank you|quick question|tell me|could you|can you|would you|will you|"
    r"i(?:'d| would) like(?: you)? to(?: know)?|i want(?: you)? to(?: know)?|i need(?: you)? to(?: know)?|kindly|do me a favou?r|let's|let us|just)\b[\s,:!]*)+",
    re.IGNORECASE,
)


def use_tools(request: str, today: date) -> tuple[StepResult, ...]:
    """The steps of `request`, one for each thing that it asks; none where the tools do not understand all of it."""
    if _ASKED_AT_END.search(request) and (whole := use_tool(request, today, Context())) is not None:
        return (whole[0],)
    clauses = _counted_again(clauses_of(request))
    steps: list[StepResult] = []
    context = Context()
    place = 0
    while place < len(clauses):
        for end in range(len(clauses), place, -1) if len(clauses) > MAX_CLAUSES else range(place + 1, len(clauses) + 1):
            found = use_tool(" ".join(clauses[place:end]), today, context)
            if found is not None and found[0].tool == "dates" and _STATES.match(clauses[place]) and found[0].result in clauses[place]:
                context = found[1]
                place = end
                break
            if found is not None:
                steps.append(found[0])
                context = found[1]
                place = end
                break
        else:
            given = _GIVEN.match(clauses[place]) if not steps else None
            if given and (number := number_of(given.group(1))) is not None:
                context = Context("number", number=number, quantity=quantity_in(given.group(1)), text=given.group(1))
            elif not _may_be_left_out(clauses[place]):
                return ()
            place += 1
    return tuple(steps)


def _counted_again(clauses: list[str]) -> list[str]:
    """The clauses, with what an earlier one counts in one that only says to count again."""
    counts = [clause for clause in clauses if _COUNTS.search(clause) and not _AGAIN.match(clause)]
    if not counts:
        return clauses
    what = re.sub(r"['\"].*['\"]", "it", counts[0])
    return [what if _AGAIN.match(clause) else clause for clause in clauses]


def clauses_of(request: str) -> list[str]:
    """The clauses of a request in their order, what is quoted in them untouched; words about rounding stay with what is rounded."""
    numbers = [int(number) for number in _LIST_NUMBER.findall(request)]
    is_list = len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))
    said = quoted((_LIST_NUMBER.sub("\n", request) if is_list else request).strip())
    text = _AFTER.sub(lambda match: f"{match.group(1)}{match.group(2)}; ", said.text)
    text = (
        _GERUND.sub(lambda match: match.group(1) + ("e" if match.group(1).casefold() in _SHORTENED else ""), text)
        if text != said.text
        else text
    )
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
            found[-1] = f"{found[-1].rstrip('.?! ')}, {plain}"
        else:
            found.append(plain)
        is_step = (joint is not None and (joint["strong"] or "").strip(" ,.?!") != "") or "\n" in (joint.group() if joint else "")
    return [said.restored(clause) for clause in found]


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

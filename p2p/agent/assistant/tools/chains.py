"""Requests of several steps: each clause is a request of its own that may lean on the results before it."""

import re
from datetime import date

from p2p.agent.assistant.language.numbers import NUMBER, number_of, plain_numbers
from p2p.agent.assistant.language.subjects import bounded, quoted
from p2p.agent.assistant.reply import StepResult
from p2p.agent.assistant.tools.calculator import does
from p2p.agent.assistant.tools.clauses import BASE_VERB, clauses_of
from p2p.agent.assistant.tools.operations_said import Reader
from p2p.agent.assistant.tools.reckoning import reckoned
from p2p.agent.assistant.tools.toolbox import Context, use_tool
from p2p.agent.assistant.tools.units import quantity_in

MAX_CLAUSES = 24
_GIVEN = re.compile(
    r"^(?:take|start(?:ing)? (?:with|from|at)|begin with|given|from|consider|think of|use|the number|with|have)?\s*(?:the )?(?:number )?([-\w. ]+?)\W*$",
    re.IGNORECASE,
)
_PURPOSE = re.compile(r",?\s+so that\s[^.;?!:\"']*\W*$", re.IGNORECASE)
"""What a request is for, said at its end."""
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
_ASKS = re.compile(
    rf"\W*(?:how|what|which|when|who|where|why|is|are|do|does|can|could|since|because|if|although|while|as|of|out of|{BASE_VERB})\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(r"\b(?:count\w*|how many|number of)\b", re.IGNORECASE)
_AGAIN = re.compile(
    r"^(?:re-?count|count)(?: (?:it|them|those|that|again|anew|afresh|once|more|now|the rest|what is left|what's left))*\W*$", re.IGNORECASE
)
_OUTCOME = re.compile(
    r"^(?:so |and |now |then )*(?:what|which|how (?:much|many|big|large|long|high|far)|only|keep|just|the|where)\b(?!.*\b(?:in|as|word|letters?|date|weekday)\b)(?:[^\d\u241f'\"]|(?<=\w)'(?=\w))*$",
    re.IGNORECASE,
)
_OUTCOME_WORD = re.compile(
    r"\b(?:remainder|rest|left|remains?|each|apiece|per|pay|costs?|price|gets?|receives?|share|part|piece|total|altogether|sum|together|in all|result|answer|comes? to|make|end up|land|arrive|have|"
    r"spend|spent|owe|value|new|(?:is|'s) (?:it|that|this))\b",
    re.IGNORECASE,
)


def use_tools(request: str, today: date, read: Reader | None = None, given: Context | None = None) -> tuple[StepResult, ...]:
    """The steps of `request`, one for each thing that it asks; none where the tools do not understand all of it.

    `read` says what is done with numbers where no grammar does; `given` is what "it" means from the start.
    """
    bounded_request = bounded(request)
    if bounded_request is None:
        return ()
    request = _PURPOSE.sub("", bounded_request)
    if _ASKED_AT_END.search(request) and (whole := use_tool(request, today, Context())) is not None:
        return (whole[0],)
    clauses = _counted_again(clauses_of(request))
    if len(clauses) > MAX_CLAUSES:
        clauses = [" ".join(clauses)]
    start = given or Context()
    return max(_worked(clauses, today, start, read), _told_first(clauses, today, read), key=len)


def _told_first(clauses: list[str], today: date, read: Reader | None = None) -> tuple[StepResult, ...]:
    """The steps on what the first clause only tells: "I have 60 sweets", "my word is 'lamp'"."""
    given = _told(clauses[0]) if len(clauses) > 1 else None
    steps = _worked(clauses[1:], today, given, read) if given is not None else ()
    if given is None or not steps or steps[0].result == given.text:
        return ()
    return steps if steps[0].tool == "calculator" or "," not in (given.text or "") else ()


def _told(clause: str) -> Context | None:
    """What a statement gives to work on: a number or an amount, several numbers, a quoted text."""
    quotes, numbers = quoted(clause).quotes, re.findall(NUMBER, plain_numbers(clause))
    if _ASKS.match(clause) or clause.rstrip().endswith("?") or (quotes and numbers):
        return None
    if len(numbers) == 1:
        return Context("number", number=number_of(numbers[0]), quantity=quantity_in(clause), text=numbers[0])
    given = quotes[0] if len(quotes) == 1 else ", ".join(numbers)
    return Context("text", text=given) if given else None


def _worked(clauses: list[str], today: date, given: Context, read: Reader | None = None) -> tuple[StepResult, ...]:
    """The steps of `clauses`, of which the first may lean on what is `given`."""
    steps: list[StepResult] = []
    contexts = [given]
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
        match = _GIVEN.match(clauses[place]) if not steps else None
        if match and (number := number_of(match.group(1))) is not None:
            contexts.append(Context("number", number=number, quantity=quantity_in(match.group(1)), text=match.group(1)))
        elif read is not None and (reckoning := reckoned(clauses[place:], contexts[-1], read)) is not None:
            (step, context), size = reckoning
            steps.append(step)
            contexts.append(context)
            start, place = place, place + size - 1
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
    for end in range(place + 1, len(clauses) + 1):
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


def _may_be_left_out(clause: str) -> bool:
    """Whether a clause that no tool understands asks for nothing: a remark."""
    return len(clause.split()) <= 8 and not re.search(
        r"\d|\?|\u241f|^(?:what|how|who|when|where|why|which|is|are|do|does|can|could|should|will)\b", clause, re.IGNORECASE
    )

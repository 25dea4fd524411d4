"""A short turn that asks for the work of an earlier one with something else in it: "and of 400?", "and 5 metres?", "and in 'lamp'?"."""

import re

from learning.retrieval.words import words
from p2p.agent.assistant.language.calendar_names import MONTHS

_LEAD = r"^\W{0,9}(?:(?:and|what about|how about|now|then|ok|okay)\W{1,9}){1,3}(?:what about |how about )?(?:is |are |was )?"
_PLACE = r"(?:(?P<at>of|for|from|in|with|at|on|to|by|after|before|between) )?"
_NUMBER = r"\d+(?:[.,:]\d+)*"
_SHORT = re.compile(
    rf"{_LEAD}{_PLACE}(?:(?P<quote>['\"‘“][^'\"’”]{{1,200}}['\"’”])|(?P<number>{_NUMBER}) ?(?P<unit>%|[a-z]+)?(?: (?P<rest>\d{{4}}))?)\W{{0,9}}$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"(?<!\w)['\"‘“][^'\"’”]{1,200}['\"’”](?!\w)")


def asked_again(text: str, request: str) -> str | None:
    """The earlier request with what a short turn says in the place of what it had there; None where the turn is none such."""
    match = _SHORT.match(text) if request else None
    if match is None:
        return None
    if match["quote"]:
        return _replaced(request, list(_QUOTED.finditer(request)), match["quote"])
    number, unit, place = match["number"], match["unit"] or "", match["at"]
    if unit.casefold() in MONTHS:
        dates = re.finditer(rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:{'|'.join(MONTHS)})\b", request, re.IGNORECASE)
        return _replaced(request, list(dates), f"{number} {unit}")
    numbers = list(re.finditer(rf"(?<![\w.,]){_NUMBER}(?![\w]*\d)", request))
    behind = [(one, request[one.end() :].lstrip()) for one in numbers]
    if unit:
        numbers = [one for one, rest in behind if (rest.startswith("%") if unit == "%" else words(rest)[:1] == words(unit))]
    elif place:
        numbers = [one for one in numbers if request[: one.start()].casefold().endswith(f" {place.casefold()} ")] or numbers
    return _replaced(request, numbers, number)


def _replaced(request: str, places: list[re.Match[str]], said: str) -> str | None:
    return request[: places[-1].start()] + said + request[places[-1].end() :] if places else None

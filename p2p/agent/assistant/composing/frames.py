"""What the codes of a request ask to be made of its text."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from p2p.agent.assistant.composing.elements import Ask


@dataclass(slots=True)
class Frame:
    """The parts of a reply: what is done with each item, how the items are joined, what is put around the whole."""

    is_list: bool = False
    unit: str = ""
    case: str = ""
    case_place: int | None = None
    order: str = ""
    is_falling: bool = False
    is_turned: bool = False
    is_swapped: bool = False
    is_unique: bool = False
    kept: list[int] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    label: str = ""
    label_end: str = ""
    joint: str | None = None
    is_glued: bool = False
    is_spaced: bool = False
    is_each: bool = False
    is_joint_exact: bool = False
    before: str = ""
    after: str = ""
    each_before: str = ""
    each_after: str = ""
    signature: str = ""
    replaced: list[tuple[str, str]] = field(default_factory=list)
    times: int = 0
    is_spelled: bool = False
    is_initials: bool = False
    is_json: bool = False
    in_words: bool = False
    free: str = ""
    first_items: list[str] = field(default_factory=list)
    last_items: list[str] = field(default_factory=list)
    denied: set[str] = field(default_factory=set)
    num_done: int = 0
    num_left: int = 0
    num_unknown: int = 0


_T = r"(?:[MA?])\d+"
_P = r"P\d+"
_EACH = r"(?: (?:each|item|word|them|letter|line|rows|text))*"
_CONCEPTS = {
    "upper": ("case", "upper"), "lower": ("case", "lower"), "title": ("case", "title"), "capitalise": ("case", "cap"), "bullet": ("label", "-"), "numbered": ("label", "1"),
    "lettered": ("label", "a"), "checkbox": ("label", "- [ ]"), "hashtag": ("label", "#"), "sort": ("order", "sort"), "spell": ("is_spelled", True), "initials": ("is_initials", True),
    "json": ("is_json", True), "inwords": ("in_words", True), "unique": ("is_unique", True), "reverse": ("is_turned", True), "nospace": ("is_glued", True), "glued": ("is_glued", True),
    "spaced": ("is_spaced", True),
}  # fmt: skip
_HARMLESS = re.compile(
    r"(?:G|list|,|:|and|with|for|to|as|say|give|exact|text|word|item|letter|line|each|digits|join|N1|fill|keep|where|count|rows)$"
)


def frame_of(ask: Ask, *, is_list: bool) -> Frame:
    """The parts of a reply that the codes ask for; `num_left` are those that have no part in it."""
    frame = Frame(is_list=is_list)
    for pattern, effect in _RULES:
        while (match := ask.take(pattern)) is not None:
            effect(frame, ask, match)
            frame.num_done += 1
            if len(ask.values) > 200:
                break
    frame.is_each = " each " in ask.codes or " item " in ask.codes
    if "each" in ask.codes and "capitalise" in ask.codes:
        ask.codes = ask.codes.replace(" capitalise ", " title ").replace(" start ", " ")
    for code in ask.codes.split():
        if code in _CONCEPTS and code not in frame.denied:
            name, value = _CONCEPTS[code]
            if name == "label" and frame.label:
                continue
            setattr(frame, name, value)
            frame.num_done += 1
        elif code == "descending":
            frame.order, frame.is_falling = "sort", True
            frame.num_done += 1
        elif code == "swap":
            frame.is_swapped = True
            frame.num_done += 1
        elif code in ("word", "letter", "item", "line") and not frame.unit:
            frame.unit = code
        elif re.fullmatch(r"N([2-9]|[1-9]\d)", code) and not is_list and not frame.times and not frame.kept:
            frame.times = int(code[1:])
        if code[0] == "?":
            frame.num_unknown += 1
        elif code not in _CONCEPTS and not _HARMLESS.match(code) and code not in ("descending", "swap"):
            frame.num_left += 1
    return frame


Effect = Callable[[Frame, Ask, re.Match[str]], None]


def _deny(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    for code in match["what"].split():
        if code[0] == "M":
            if ask.value(code) == " ":
                frame.is_glued = True
            frame.denied.add(ask.value(code))
        elif code == "upper":
            frame.case = "lower"
        else:
            frame.denied.add(code)


def _strip_final(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    frame.denied.add(ask.value(match["m"]))


def _times(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    groups = match.groupdict()
    if groups.get("n"):
        frame.times = int(groups["n"])
    else:
        frame.times = 2 if "twice" in match.group() else 3
    if groups.get("rows"):
        frame.joint = "\n"


def _lines(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    frame.joint = "\n"


def _wrap(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    opening, closing = ask.value(match["p"]).split("\n")
    if frame.before.endswith(opening) and opening:
        return
    if re.search(r"\beach\b", match.group()):
        frame.each_before, frame.each_after = frame.each_before + opening, closing + frame.each_after
    else:
        frame.before, frame.after = frame.before + opening, closing + frame.after


def _embrace(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    mark = ask.value(match["m"])
    other = match.groupdict().get("n")
    closing = ask.value(other) if other else mark
    if re.search(r"\beach\b", match.group()):
        frame.each_before, frame.each_after = mark, closing
    else:
        frame.before, frame.after = f"{frame.before}{mark}", f"{closing}{frame.after}"


def _gap(frame: Frame, ask: Ask, code: str, codes: str) -> str:
    text = ask.value(code)
    is_word = re.search(r"\w", text) is not None and code[0] != "M"
    return " " if is_word and "nospace" not in codes and not frame.is_glued else ""


def _before(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    code = match["m"]
    text = ask.value(code)
    if re.search(r" (?:each|rows)\b", match.group()) or frame.is_list:
        gap = " " if text in ("-", "*", "•", "+", ">", "->", "–") or code[0] != "M" else ""
        frame.each_before = f"{text}{gap if not text.endswith(' ') else ''}"
        return
    gap = (
        ""
        if text.endswith(" ") or (code[0] == "M" and text in "#@$!?&~^_/.\"'")
        else " "
        if code[0] != "M" or text in ("-", "*", "•", ">", "->")
        else ""
    )
    frame.before += f"{text}{gap}"


def _after(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    code = match["m"]
    text = ask.value(code)
    if re.search(r" (?:each)\b", match.group()) or (frame.is_list and not re.search(r"endline|newline|signoff", match.group())):
        frame.each_after = text
        return
    if "endline" in match.group() or "newline" in match.group() or "signoff" in match.group():
        frame.signature = text
        return
    frame.after += f"{' ' if code[0] != 'M' and text[0].isalnum() and len(text) > 1 else ''}{text}"


def _joint(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    code = match["m"]
    text = ask.value(code)
    frame.joint = f" {text} " if code[0] != "M" and re.fullmatch(r"\w+", text) else text
    frame.is_joint_exact = int(code[1:]) in ask.is_exact


def _replace(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    old, new = (ask.value(match[name]) if match[name][0] in "MA?" else "\n" for name in ("old", "new"))
    frame.replaced.append((old, new))


def _remove(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    frame.replaced.append((ask.value(match["old"]), ""))


def _drop_place(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    frame.dropped += _places(match)
    if match["unit"]:
        frame.unit = match["unit"].strip()


def _extend(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    (frame.first_items if match["side"] == "start" else frame.last_items).append(ask.value(match["m"]))


def _keep_place(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    frame.kept += _places(match)
    if match.groupdict().get("unit"):
        frame.unit = match["unit"].strip()


def _places(match: re.Match[str]) -> list[int]:
    first = int(match["k"])
    count = int(match["n"]) if match.groupdict().get("n") else 1
    found = list(range(first, first + count)) if first > 0 else list(range(-count, 0)) if first == -1 else [0]
    if match.groupdict().get("l"):
        found.append(int(match["l"]))
    return found


def _place_case(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    frame.case, frame.case_place, frame.unit = match["case"].replace("capitalise", "cap"), int(match["k"]), match["unit"]


def _label(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    frame.label = {"numbered": "1", "lettered": "a", "bullet": "-", "checkbox": "- [ ]"}[match["kind"]]
    if match.groupdict().get("p"):
        opening, closing = ask.value(match["p"]).split("\n")
        if frame.label in ("1", "a"):
            frame.label_end = ")" if "after" in match.group() or "end" in match.group() else f"{opening}{closing}"
    elif match.groupdict().get("m"):
        text = ask.value(match["m"]).strip()
        if frame.label in ("1", "a"):
            frame.label_end = text
        elif frame.label == "-":
            frame.label = text


def _rule(pattern: str, effect: Effect) -> tuple[re.Pattern[str], Effect]:
    return re.compile(rf"(?<= )(?:{pattern})(?= )"), effect


_Z = r"(?: (?!,|:)\S+){0,%d}?"
_RULES = (
    _rule(r"(?:not|drop) (?P<what>(?:each )?(?:exact )?(?:M\d+|upper|lower|bullet|numbered|hashtag|checkbox|json|digits|inwords|newline|sort)(?: (?:and|,) (?:not )?M\d+(?= ,| $))*(?: (?:end|after))?)(?! (?:between|with))", _deny),
    _rule(r"(?:N1 )?(?:each )?(?:(?:on|in) )?newline(?: each)?", _lines),
    _rule(r"N(?P<n>\d+) (?P<rows>rows)(?= (?:of )?G)", _times),
    _rule(r"N(?P<n>\d+) times|times N(?P<m>\d+)|twice|thrice|(?<=G )times N(?P<o>\d+)", lambda frame, ask, match: _times_of(frame, match)),
    _rule(r"(?<!O\d )(?<!O-1 )(?<!step )N(?P<n>[2-9]|\d\d+)(?: (?:each|word|letter|text))*(?= G )", _times),
    _rule(r"(?:exact )?(?:O(?P<k>-?\d+) )(?P<unit>word|letter|item) (?:exact )?(?:as )?(?:give )?(?P<case>upper|lower|capitalise)|(?P<case2>upper|capitalise) (?:exact )?O(?P<k2>-?\d+) (?P<unit2>word|letter)", lambda frame, ask, match: _cased_place(frame, match)),
    _rule(rf"(?P<kind>numbered|lettered|bullet)(?: (?:with|as|item|each|start|and|newline|,))*(?: (?P<m>M\d+)| (?P<p>{_P}))(?: (?:after|end))?(?! (?:between))", _label),
    _rule(rf"(?:(?P<m>M\d+)|(?P<p>{_P}))(?: (?:as|with|for))? (?P<kind>numbered|lettered|bullet)", _label),
    _rule(rf"(?P<p>{_P})(?: (?:give|add|with|around|start|end|after|to|as|exact|for))*{_EACH}", _wrap),
    _rule(rf"(?P<m>{_T}) (?:and|,)? ?(?P<n>{_T}) (?:around|between)(?: (?:the|each|word|item|text))*(?= G)", _embrace),
    _rule(rf"(?P<m>M\d+) (?:around|start and end|start and (?:N\d+ )?(?:M\d+ )?end){_EACH}|around{_EACH}(?: (?:with|G|by|word|N2))* (?P<m2>M\d+)(?! between)", lambda frame, ask, match: _hugged(frame, ask, match)),
    _rule(rf"(?P<old>{_T}) replace (?:with )?(?P<new>{_T})", _replace),
    _rule(rf"(?:replace|swap|give) (?:each )?(?:word )?(?P<old>{_T})(?: where)?(?: (?:with|for|as|to|between|and))+(?: word| newline)? ?(?P<new>{_T}|newline)", _replace),
    _rule(rf"where (?P<old>{_T})(?: (?:replace|say|give|with|,))+ (?P<new>{_T})", _replace),
    _rule(rf"(?P<new>{_T}|newline) (?:instead|where)(?: (?:each|word|text))* (?P<old>{_T})", _replace),
    _rule(r"(?:drop|not) (?:exact )?(?:O(?P<k>-?\d+))(?: N(?P<n>\d+))?(?: and O(?P<l>-?\d+))?(?P<unit> item| word| letter)?(?! \?)", _drop_place),
    _rule(rf"(?:drop|not) (?P<what>P\d+)", _deny),
    _rule(rf"(?:give )?(?P<m>{_T})(?: (?:to|as))? (?P<side>start|end)(?: (?:text|item))* list", _extend),
    _rule(rf"drop (?:each )?(?:O1 |O-1 )?(?:word |end )?(?P<old>{_T})", _remove),
    _rule(rf"(?P<m>{_T}|newline)(?: (?:and|with|give|each|start|a))*? between{_EACH}|between{_EACH}(?: (?:G|with|by|exact|and|each|text|digits|count|item|N2))* (?P<m2>{_T})", lambda frame, ask, match: _joined(frame, ask, match)),
    _rule(rf"(?P<m>{_T})(?: (?:end|after|add|on|to))+{_EACH}|(?:add|after|end)(?: (?:each|item|word|letter|G|with|add|to|give|as|by|text))* (?P<m2>{_T})(?! (?:start|between))|(?P<m3>{_T}) (?:signoff|endline)|(?:signoff|endline)(?: (?:endline|newline|with|and|,|G|give|say|signoff|line))* (?P<m4>{_T})", lambda frame, ask, match: _put_after(frame, ask, match)),
    _rule(rf"(?P<m>{_T})(?: (?:start|on|to))+{_EACH}|start(?: (?:each|item|word|letter|G|with|give|as|by|text|line|end))* (?P<m2>{_T})(?! (?:end|between))", lambda frame, ask, match: _put_before(frame, ask, match)),
    _rule(r"(?:(?:exact|keep|give|say|item) )*O(?P<k>-?\d+)(?: N(?P<n>\d+))?(?: and O(?P<l>-?\d+))?(?P<unit> item| word| letter)?", _keep_place),
    _rule(rf"with (?P<m>M\d+)|(?P<m2>M\d+)", lambda frame, ask, match: _put_free(frame, ask, match)),
)  # fmt: skip


def _times_of(frame: Frame, match: re.Match[str]) -> None:
    number = match["n"] or match["m"] or match["o"]
    frame.times = int(number) if number else 2 if "twice" in match.group() else 3


def _cased_place(frame: Frame, match: re.Match[str]) -> None:
    suffix = "" if match["k"] else "2"
    frame.case = match[f"case{suffix}"].replace("capitalise", "cap")
    frame.case_place, frame.unit = int(match[f"k{suffix}"]), match[f"unit{suffix}"]


class _Renamed:
    """A match whose operand has one name, whichever of the alternatives it stands in."""

    def __init__(self, match: re.Match[str]) -> None:
        self.match = match

    def __getitem__(self, name: str) -> str:
        groups = self.match.groupdict()
        return next(value for key, value in groups.items() if key.rstrip("234") == name and value)

    def group(self) -> str:
        """The whole match."""
        return self.match.group()

    def groupdict(self) -> dict[str, str]:
        """The operands, of which the alternative has no other."""
        return {}


def _hugged(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    _embrace(frame, ask, _Renamed(match))


def _joined(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    found = _Renamed(match)
    if found["m"] == "newline":
        frame.joint = "\n"
    else:
        _joint(frame, ask, found)


def _put_after(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    _after(frame, ask, _Renamed(match))


def _put_before(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    _before(frame, ask, _Renamed(match))


def _put_free(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """A mark whose role nothing says: it stands between items."""
    frame.free = frame.free or ask.value(_Renamed(match)["m"])

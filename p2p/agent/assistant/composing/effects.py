"""What each combination of codes changes in the frame of a reply."""

import re

from p2p.agent.assistant.composing.elements import Ask
from p2p.agent.assistant.composing.frames import Frame


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

    def get(self, name: str) -> str | None:
        """An operand, where there is one."""
        return self.match.groupdict().get(name)


def keep(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """What stands between the items stays."""


def alternate(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """Every other item."""
    frame.is_alternate = True


def sign(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """A line under the text."""
    frame.signature = ask.value(match["m"] or match["m2"])


def leave_out(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """An item that is named is left out."""
    frame.gone.append(ask.value(match["old"]))


def deny(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """What is not to be there."""
    for code in match["what"].split():
        if code[0] == "M":
            if ask.value(code) == " ":
                frame.is_glued = True
            frame.denied.add(ask.value(code))
        elif code == "upper":
            frame.case = "lower"
        else:
            frame.denied.add(code)


def say_times(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """So many times before the text."""
    groups = match.groupdict()
    if groups.get("n"):
        frame.times = int(groups["n"])
    else:
        frame.times = 2 if "twice" in match.group() else 3
    if groups.get("rows"):
        frame.joint = "\n"


def put_on_lines(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """Each on a line of its own."""
    frame.joint = "\n"


def wrap(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """A pair of marks around the text or each item."""
    opening, closing = ask.value(match["p"]).split("\n")
    if frame.before.endswith(opening) and opening:
        return
    if re.search(r"\beach\b", match.group()):
        frame.each_before, frame.each_after = frame.each_before + opening, closing + frame.each_after
    else:
        frame.before, frame.after = frame.before + opening, closing + frame.after


def _embrace(frame: Frame, ask: Ask, match: _Renamed) -> None:
    mark = ask.value(match["m"])
    other = match.get("n")
    closing = ask.value(other) if other else mark
    if re.search(r"\beach\b", match.group()):
        frame.each_before, frame.each_after = mark, closing
    else:
        frame.before, frame.after = f"{frame.before}{mark}", f"{closing}{frame.after}"


def _before(frame: Frame, ask: Ask, match: _Renamed) -> None:
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


def _after(frame: Frame, ask: Ask, match: _Renamed) -> None:
    code = match["m"]
    text = ask.value(code)
    if re.search(r" (?:each)\b", match.group()) or (frame.is_list and not re.search(r"endline|newline|signoff", match.group())):
        frame.each_after = text
        return
    if "endline" in match.group() or "newline" in match.group() or "signoff" in match.group():
        frame.signature = text
        return
    frame.after += f"{' ' if code[0] != 'M' and text[0].isalnum() and len(text) > 1 else ''}{text}"


def _joint(frame: Frame, ask: Ask, match: _Renamed) -> None:
    code = match["m"]
    text = ask.value(code)
    frame.joint = f" {text} " if code[0] != "M" and re.fullmatch(r"\w+", text) else text
    frame.is_joint_exact = int(code[1:]) in ask.is_exact


def exchange(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """One text in place of another."""
    old, new = (ask.value(match[name]) if match[name][0] in "MA?" else "\n" for name in ("old", "new"))
    frame.replaced.append((old, new))


def remove(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """The text without what is named."""
    frame.replaced.append((ask.value(match["old"]), ""))


def drop_place(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """All but the items at a place."""
    frame.dropped += _places(match)
    if match["unit"]:
        frame.unit = match["unit"].strip()


def extend(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """A further item at the start or the end of a list."""
    (frame.first_items if match["side"] == "start" else frame.last_items).append(ask.value(match["m"]))


def keep_place(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """Only the items at a place."""
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


def label(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """A mark, a number or a letter before each item."""
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


def repeat(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """So many times."""
    number = match["n"] or match["m"] or match["o"]
    frame.times = int(number) if number else 2 if "twice" in match.group() else 3


def set_case_at(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """One word or letter in another case."""
    suffix = "" if match["k"] else "2"
    frame.case = match[f"case{suffix}"].replace("capitalise", "cap")
    place, unit = int(match[f"k{suffix}"]), match[f"unit{suffix}"]
    if unit == "letter" and place == 1 and frame.case != "lower":
        frame.case = "title" if " each " in ask.codes else "cap"
    else:
        frame.case_place, frame.unit = place, unit


def embrace(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """A mark on both sides."""
    _embrace(frame, ask, _Renamed(match))


def join(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """A mark, a text or a line between the items."""
    found = _Renamed(match)
    if found["m"] == "newline":
        frame.joint = "\n"
    else:
        _joint(frame, ask, found)


def put_after(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """A mark or a text behind it."""
    _after(frame, ask, _Renamed(match))


def put_before(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """A mark or a text before it."""
    _before(frame, ask, _Renamed(match))


def put_free(frame: Frame, ask: Ask, match: re.Match[str]) -> None:
    """A mark whose role nothing says: it stands between items."""
    frame.free = frame.free or ask.value(_Renamed(match)["m"])

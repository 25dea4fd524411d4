"""A reply made of a text as a frame asks for it: choose, order, change, mark, join, and put around."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from p2p.agent.assistant.composing.frames import Frame
from p2p.agent.assistant.composing.given import Given
from p2p.agent.assistant.language.numbers import number_of, number_words

MAX_TIMES = 500
_USUAL = {",": ", ", ";": "; ", "->": " -> ", ":": ": "}
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


def made(frame: Frame, given: Given) -> str | None:
    """The reply; None where the text does not have what is asked of it."""
    text = given.text
    if "." in frame.denied and not given.is_list:
        text = text.rstrip(".")
    if "punctuation" in frame.gone and not given.is_list:
        text = re.sub(r"[.,!?;:]+(?=\s|$)", "", text)
    if frame.gone and given.is_list:
        kept = tuple(item for item in given.items if item.casefold() not in {gone.casefold() for gone in frame.gone})
        given = replace(given, items=kept) if len(kept) > 1 else given
    is_replaced = False
    for old, new in frame.replaced:
        if old.casefold() not in text.casefold():
            return None
        text, is_replaced = _replaced(text, old, new, frame), True
    if is_replaced and given.is_list and not frame.label and frame.joint is None and not frame.is_turned:
        return _around(frame, _cased(frame.case, text))
    if is_replaced and given.is_list:
        given = Given(text, tuple(_replaced(item, *frame.replaced[0], frame) for item in given.items), given.joint)
    body = _listed(frame, given, text)
    if body is None:
        return None
    return _around(frame, body)


def _replaced(text: str, old: str, new: str, frame: Frame) -> str:
    is_word = re.fullmatch(r"\w{2,}", old) is not None
    pattern = rf"(?<!\w){re.escape(old)}(?!\w)" if is_word and re.search(rf"(?<!\w){re.escape(old)}(?!\w)", text) else re.escape(old)
    if new == "":
        if re.fullmatch(r"\w.*", old):
            return re.sub(r"  +", " ", re.sub(rf"{pattern}", "", text, flags=re.IGNORECASE)).strip(" ,")
        return re.sub(pattern, "", text)
    if frame.is_spaced:
        new = f" {new.strip()} "
    if new == "\n":
        pattern = rf"\s*{pattern}\s*"
    return re.sub(pattern, lambda _: new, text)


def _listed(frame: Frame, given: Given, text: str) -> str | None:
    if frame.times:
        if not 0 < frame.times <= MAX_TIMES:
            return None
        item = _each(frame, _cased(frame.case, text))
        joint = _joint(frame, "" if given.is_sign else " ")
        return joint.join([item] * frame.times)
    units, usual = _units(frame, given, text)
    if units is None:
        return _styled(frame, given, text)
    units = _arranged(frame, list(units))
    if not units:
        return None
    units = [_each(frame, item) for item in _all_cased(frame, units)]
    if frame.in_words:
        units = [
            number_words(int(number))
            if (number := number_of(item)) is not None and number.denominator == 1 and 0 <= number < 10**6
            else item
            for item in units
        ]
    if frame.is_json:
        return json.dumps([int(item) if re.fullmatch(r"-?\d+", item) else item for item in units], ensure_ascii=False)
    if frame.label:
        units = [_labelled(frame, item, place) for place, item in enumerate(units)]
        usual = " " if frame.label == "#" else "\n"
    return _joint(frame, usual).join(units)


def _joint(frame: Frame, usual: str) -> str:
    joint = frame.joint
    if frame.is_csv:
        return ","
    if joint is None and frame.free and not frame.label:
        joint = frame.free
    if joint is None:
        return "" if frame.is_glued and usual == " " else usual
    if frame.is_spaced:
        return f" {joint.strip()} "
    if frame.is_joint_exact or frame.is_glued:
        return joint
    return _USUAL.get(joint, joint)


def _units(frame: Frame, given: Given, text: str) -> tuple[Sequence[str] | None, str]:
    """The items, words or letters that are worked on, and what stands between them; None for the text as one."""
    if frame.is_csv and not given.is_list and " " in text:
        return text.split(), ","
    if frame.case_place is not None and not given.is_list:
        return (list(text), "") if frame.unit == "letter" else (text.split(), " ")
    if frame.is_of_words and not given.is_list and " " in text:
        return text.split(), " "
    asks = frame.is_alternate or bool(frame.kept or frame.dropped or frame.order or frame.is_turned or frame.is_swapped or frame.is_unique)
    if frame.is_initials:
        return [word[0] for word in re.findall(r"\w+", text)], ""
    if given.is_list:
        return (*frame.first_items, *given.items, *frame.last_items), given.joint
    if frame.is_spelled or (" " not in text and (frame.joint is not None or frame.free) and frame.unit == "letter"):
        return list(text.replace(" ", "")), ""
    if frame.unit == "letter" and asks:
        return list(text), ""
    is_of_words = frame.label in ("#", "1", "a") or frame.joint is not None or asks or frame.is_each
    if " " in text and (is_of_words or (frame.unit == "word" and (frame.free or frame.is_json))):
        return text.split(), " "
    if frame.is_glued and " " in text and frame.case_place is None and not frame.before and not frame.after:
        return text.split(), ""
    if frame.label:
        return [text], ""
    if frame.is_turned and " " not in text:
        return list(text), ""
    return None, ""


def _arranged(frame: Frame, units: list[str]) -> list[str]:
    if frame.is_unique:
        units = list(dict.fromkeys(units))
    size = len(units)
    places = {place - 1 if place > 0 else size + place for place in frame.kept}
    gone = {place - 1 if place > 0 else size + place for place in frame.dropped}
    if not places | gone <= set(range(size)):
        return []
    if frame.is_alternate:
        units = units[::2]
    units = [unit for place, unit in enumerate(units) if (not places or place in places) and place not in gone]
    if frame.order:
        is_falling = frame.is_falling or frame.is_turned
        numbers = [(number, place) for place, unit in enumerate(units) if (number := number_of(unit)) is not None]
        if len(numbers) == len(units):
            return [units[place] for _, place in sorted(numbers, reverse=is_falling)]
        units = sorted(units, key=str.casefold, reverse=is_falling)
    elif frame.is_turned or (frame.is_swapped and size == 2):
        units = units[::-1]
    return units


def _styled(frame: Frame, given: Given, text: str) -> str:
    if frame.case_place is not None:
        return text
    if frame.in_words and (number := number_of(text)) is not None and number.denominator == 1 and 0 <= number < 10**6:
        text = number_words(int(number))
    return _cased(frame.case, text)


def _all_cased(frame: Frame, units: Sequence[str]) -> list[str]:
    if frame.case_place is None:
        return [_cased(frame.case, unit) for unit in units]
    place = frame.case_place - 1 if frame.case_place > 0 else len(units) + frame.case_place
    return [_cased(frame.case, unit) if at == place else unit for at, unit in enumerate(units)]


def _cased(case: str, text: str) -> str:
    if case == "title":
        return re.sub(r"(?<![\w'])\w", lambda match: match.group().upper(), text.lower() if text.isupper() else text)
    if case == "cap":
        text = text.lower() if text.isupper() else text
        return text[:1].upper() + text[1:]
    return text.upper() if case == "upper" else text.lower() if case == "lower" else text


def _each(frame: Frame, item: str) -> str:
    return f"{frame.each_before}{item}{frame.each_after}"


def _labelled(frame: Frame, item: str, place: int) -> str:
    if frame.label == "1":
        return f"{_numeral(str(place + 1), frame.label_end or '.')} {item}"
    if frame.label == "a":
        return f"{_numeral(chr(ord('a') + place), frame.label_end or ')')} {item}"
    if frame.label == "#":
        return f"#{item.replace(' ', '')}"
    return f"{frame.label} {item}"


def _numeral(numeral: str, end: str) -> str:
    return f"{end[0]}{numeral}{end[1]}" if len(end) == 2 else f"{numeral}{end}"


def _around(frame: Frame, text: str) -> str:
    if frame.after[:1] in (".", "!", "?") and text.endswith("."):
        text = text.rstrip(".")
    text = f"{frame.before}{text}{frame.after}"
    return f"{text}\n{frame.signature}" if frame.signature else text

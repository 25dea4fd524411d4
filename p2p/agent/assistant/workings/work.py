"""What is done with items, always in the same order: filter, order, choose, change, form."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from p2p.agent.assistant.workings.criteria import Criterion, key_of, odd_one, out_of_order
from p2p.agent.assistant.workings.sources import Source
from p2p.agent.assistant.workings.units import FOUND, SMALL, parts_of

Choice = Callable[[Sequence[str]], set[int] | None]


@dataclass(slots=True)
class Work:
    """What is asked of items."""

    unit: str | None = None
    is_each: bool = False
    criteria: list[tuple[Criterion, bool]] = field(default_factory=list)
    choices: list[tuple[Choice, bool]] = field(default_factory=list)
    order: tuple[str, bool] | None = None
    changes: list[Callable[[list[str]], list[str] | None]] = field(default_factory=list)
    maps: list[Callable[[str], str]] = field(default_factory=list)
    joint: str | None = None
    is_usual: bool = False
    form: str = ""
    is_outlier: bool = False
    is_failed: bool = False
    is_counted: bool = False
    is_changed: bool = False
    is_turned: bool = False
    is_continued: bool = False
    is_text: bool = False

    @property
    def is_choice(self) -> bool:
        """Whether more is asked than another form of the same items."""
        return bool(self.criteria or self.choices or self.order or self.changes or self.is_outlier or self.is_changed or self.unit in FOUND)

    @property
    def is_asked(self) -> bool:
        """Whether anything is asked."""
        return bool(self.is_choice or self.maps or self.joint is not None or self.form)


def done(work: Work, source: Source) -> str | None:
    """The reply; None where the items do not have what is asked of them."""
    if work.is_text and not work.criteria and not work.choices:
        text = source.text
        for change in work.maps:
            text = change(text)
        return text
    if work.is_continued:
        work.unit = "item"
    if work.unit == "number" and re.fullmatch(r"[-\d.,; ]+", source.text):
        work.unit = "item"
    if work.unit in FOUND - SMALL and not (source.is_marked or source.lead):
        return None
    is_single = not source.is_list and " " not in source.text
    if work.is_turned and not is_single and not source.is_list and work.unit not in ("word", "letter"):
        return None
    unit = (
        "letter"
        if is_single and work.unit == "word" and (work.changes or work.order)
        else work.unit or ("item" if source.is_list or " " in source.text else "letter")
    )
    if is_single and work.unit is None and work.choices and not (source.is_marked or source.lead):
        return None
    is_inner = unit in SMALL and (source.is_list or work.is_each) and unit not in FOUND
    parts, joint = parts_of(source, "word" if is_inner else unit)
    if is_inner:
        parts, joint = _inner(work, parts, joint)
        found: list[str] | None = parts
    else:
        found = _chosen(work, parts)
    if work.is_counted:
        return None if found is None else str(len(found))
    if not found or not all(found) or _is_whole(work, source, joint.join(found)):
        return None
    for change in work.maps:
        found = [change(item) for item in found]
    if work.joint is not None:
        is_bare = work.is_usual and source.is_list and not joint.isspace() and not joint.endswith(" ")
        joint = work.joint.strip(" ") if is_bare else work.joint
    return _formed(work, found, joint)


def _is_whole(work: Work, source: Source, chosen: str) -> bool:
    """Whether all of a text is chosen, to which nothing is done: then nothing is asked of it."""
    return (
        chosen == source.text
        and not source.is_list
        and not (work.maps or work.changes or work.order or work.form or work.joint is not None)
    )


def _inner(work: Work, words: Sequence[str], joint: str) -> tuple[list[str], str]:
    """What is chosen of the letters of each word."""
    made = ["".join(_chosen(work, list(word)) or []) for word in words]
    return made, "" if all(len(item) == 1 for item in made) else joint


def _chosen(work: Work, items: Sequence[str]) -> list[str] | None:
    found = _filtered(work, list(items))
    for change in work.changes:
        made = change(found)
        if made is None:
            return None
        found = made
    if work.order is not None:
        measure, is_falling = work.order
        key = key_of(measure, found)
        if key is None:
            return None
        found = sorted(found, key=key, reverse=is_falling)  # pyright: ignore[reportArgumentType]
    if not work.choices:
        return found
    kept: set[int] = set()
    dropped: set[int] = set()
    for choice, is_denied in work.choices:
        places = choice(found)
        if places is None or not places <= set(range(len(found))):
            return None
        if is_denied:
            dropped |= places
        else:
            kept |= places
    kept = kept or set(range(len(found)))
    return [item for place, item in enumerate(found) if place in kept - dropped]


def _filtered(work: Work, items: list[str]) -> list[str]:
    """The items that meet every criterion; of an odd one out, the one that differs."""
    if not work.criteria:
        odd = (odd_one(items) or out_of_order(items)) if work.is_outlier else None
        return ([odd] if odd else []) if work.is_outlier else items
    found = [item for item in items if all(test(item) is not is_denied for test, is_denied in work.criteria)]
    rest = [item for item in items if item not in found]
    return rest if work.is_outlier and len(rest) == 1 and len(found) > 1 else found


def _formed(work: Work, items: list[str], joint: str) -> str:
    form = work.form
    if form in ("json", "compact"):
        values = [int(item) if re.fullmatch(r"-?\d+", item) and not work.is_text else item for item in items]
        return json.dumps(values, ensure_ascii=False, separators=(",", ":") if form == "compact" else None)
    if form == "csv":
        return ",".join(items)
    if form.startswith("numbered"):
        return "\n".join(f"{place}{form[8:]} {item}" for place, item in enumerate(items, start=1))
    if form.startswith("bullets"):
        return "\n".join(f"{form[7:]} {item}" for item in items)
    return joint.join(items)


def extreme(measure: str, *, is_most: bool) -> Choice:
    """The item that is most or least by a measure, the first of equals."""

    def choose(items: Sequence[str]) -> set[int] | None:
        key = key_of(measure, items)
        if key is None or not items:
            return None
        keys = [key(item) for item in items]
        best = max(keys) if is_most else min(keys)  # pyright: ignore[reportArgumentType]
        return {keys.index(best)}

    return choose


def placed(first: int, count: int | None) -> Choice:
    """The items from a place on, counted from one, or from the end where it is negative; 0 is the middle."""

    def choose(items: Sequence[str]) -> set[int] | None:
        size = len(items)
        if first == 0:
            return {size // 2} if size % 2 else {size // 2 - 1, size // 2}
        number = count or 1
        start = first - 1 if first > 0 else size + first - (number - 1)
        return set(range(start, start + number)) if start >= 0 else None

    return choose


def beside(named: str, step: int) -> Choice:
    """The item that stands so many places behind the one that is named."""
    return lambda items: (
        {[item.casefold() for item in items].index(named.casefold()) + step}
        if named.casefold() in [item.casefold() for item in items]
        else None
    )


def every(step: int, first: int) -> Choice:
    """Every so manieth item."""
    return lambda items: set(range(first, len(items), step))

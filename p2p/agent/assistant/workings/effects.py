"""What each thing that is asked changes in the work."""

import re
from collections import Counter
from collections.abc import Callable

from p2p.agent.assistant.language.numbers import number_of
from p2p.agent.assistant.language.subjects import Quoted
from p2p.agent.assistant.workings.criteria import Criterion, beginning, has_doubled, is_a, is_palindrome, measured, num_letters
from p2p.agent.assistant.workings.sequences import continued
from p2p.agent.assistant.workings.work import Work, beside, every, extreme, placed


def operand(code: str, said: Quoted) -> str:
    """The text that a code stands for."""
    if code[0] == "Q":
        return said.quotes[int(code[1:])]
    return code[1:] if code[0] in "?NS" else code.rstrip("*")


def demand(work: Work, match: re.Match[str], said: Quoted) -> None:
    """Only items that begin with, end with or contain what is named."""
    test = beginning(match["side"], operand(match["x"], said))
    work.criteria.append((test, bool(match["not"])))


def demand_within(work: Work, match: re.Match[str], said: Quoted) -> None:
    """Only items that what is named stands in."""
    work.criteria.append((beginning("has", operand(match["x"], said)), bool(match["not"])))


def demand_size(work: Work, match: re.Match[str], said: Quoted) -> None:
    """Only items of so many letters."""
    work.criteria.append((measured(num_letters, match["how"] or "equal", int(match["n"])), bool(match["not"])))


def demand_value(work: Work, match: re.Match[str], said: Quoted) -> None:
    """Only numbers above, below or divisible by another."""
    work.criteria.append((measured(number_of, match["how"], int(match["n"])), bool(match["not"])))


def demand_parity(work: Work, match: re.Match[str], said: Quoted) -> None:
    """Only even or odd numbers, or items of so many letters."""
    measure = num_letters if match["length"] else number_of
    work.criteria.append((measured(measure, "parity", match["which"] == "odd"), bool(match["not"])))


def demand_kind(work: Work, match: re.Match[str], said: Quoted) -> None:
    """Only palindromes, items with a doubled letter or a capital."""
    tests: dict[str, Criterion] = {"palin": is_palindrome, "doubled": has_doubled, "cap": lambda item: item[:1].isupper()}
    work.criteria.append((tests[match["kind"]], bool(match["not"])))


def choose_repeated(work: Work, match: re.Match[str], said: Quoted) -> None:
    """Only what is there more than once."""

    def twice(items: list[str]) -> list[str]:
        counts = Counter(item.casefold() for item in items)
        return [item for item in dict.fromkeys(items) if counts[item.casefold()] > 1]

    work.changes.append(twice)


def choose_extreme(work: Work, match: re.Match[str], said: Quoted) -> None:
    """The item that is most or least by a measure."""
    work.choices.append((extreme(match["measure"], is_most=match["sign"] == "+"), bool(match["not"])))


def choose_alphabet_end(work: Work, match: re.Match[str], said: Quoted) -> None:
    """The first or the last item by the alphabet."""
    work.choices.append((extreme("alphabet", is_most=match["k"] == "-1"), False))


def set_order(work: Work, match: re.Match[str], said: Quoted) -> None:
    """The items by a measure."""
    work.order = (match["measure"], (match["sign"] == "+") is not (match.groupdict().get("k") == "-1"))


def choose_place(work: Work, match: re.Match[str], said: Quoted) -> None:
    """The items at a place."""
    counts = [match[name] for name in ("n", "m") if match[name]]
    work.choices.append((placed(int(match["k"]), int(counts[0]) if counts else None), bool(match["not"])))
    unit = match["unit"]
    if unit and unit.rstrip("*") not in ("U.item",):
        work.unit = unit[2:].rstrip("*")
        work.is_each |= unit == "U.letter*" and not counts


def turn(work: Work, match: re.Match[str], said: Quoted) -> None:
    """The items backwards."""
    work.changes.append(lambda items: items[::-1])
    work.is_turned = True


def choose_edge(work: Work, match: re.Match[str], said: Quoted) -> None:
    """What a text begins or ends with."""
    work.choices.append((placed(1 if match["side"] == "starts" else -1, None), False))


def choose_every(work: Work, match: re.Match[str], said: Quoted) -> None:
    """Every so manieth item."""
    step = int(match["step"])
    work.choices.append((every(step, 0 if match["from"] else step - 1), bool(match["not"])))


def choose_beside(work: Work, match: re.Match[str], said: Quoted) -> None:
    """The item next to the one that is named."""
    work.choices.append((beside(operand(match["x"], said), 1 if match["side"] == "after" else -1), False))


def swap_places(work: Work, match: re.Match[str], said: Quoted) -> None:
    """Two items in each other's place."""

    def exchange(items: list[str]) -> list[str] | None:
        places = [number - 1 if number > 0 else len(items) + number for number in (int(match["k"]), int(match["l"]))]
        if not all(0 <= place < len(items) for place in places):
            return None
        made = list(items)
        made[places[0]], made[places[1]] = items[places[1]], items[places[0]]
        return made

    work.changes.append(exchange)


def drop_repeated(work: Work, match: re.Match[str], said: Quoted) -> None:
    """Each item once."""
    work.changes.append(lambda items: [item for place, item in enumerate(items) if item.casefold() not in map(str.casefold, items[:place])])


def double(work: Work, match: re.Match[str], said: Quoted) -> None:
    """Each letter twice."""
    work.is_changed = True
    if match["unit"] in (None, "U.letter", "U.letter*"):
        work.maps.append(lambda item: "".join(letter * 2 if letter.isalnum() else letter for letter in item))
        work.is_text = True


def shift_letters(work: Work, match: re.Match[str], said: Quoted) -> None:
    """Each letter so many places on in the alphabet, where letters, a shift or a number of places is named."""
    work.is_failed |= match.group() in ("shift+", "shift-")
    work.is_changed = True
    step = int(match["n"] or 1) * (1 if match["sign"] == "+" else -1)

    def move(letter: str) -> str:
        base = ord("a") if letter.islower() else ord("A")
        return chr((ord(letter) - base + step) % 26 + base) if letter.isascii() and letter.isalpha() else letter

    work.maps.append(lambda item: "".join(move(letter) for letter in item))
    work.is_text = True


def take_initials(work: Work, match: re.Match[str], said: Quoted) -> None:
    """The first letter of each word."""
    work.is_changed = True
    work.unit, work.is_each = "letter", True
    work.choices.append((placed(1, None), False))


def take_letters(work: Work, match: re.Match[str], said: Quoted) -> None:
    """The letters."""
    work.is_changed = True
    work.unit = "letter"


def add_to_each(work: Work, match: re.Match[str], said: Quoted) -> None:
    """A text before or behind each item."""
    work.is_changed = True
    text = operand(match["x"], said)
    is_before = "before" in match.group() or "prefixing" in match.group()
    work.maps.append(lambda item: f"{text}{item}" if is_before else f"{item}{text}")


def remove(work: Work, match: re.Match[str], said: Quoted) -> None:
    """The items, or the text, without what is named."""
    work.is_changed = True
    text = operand(match["x"], said)
    if match["x"][0] == "S":
        work.maps.append(lambda item: item.replace(text, ""))
        work.is_text = True
        return

    def drop(items: list[str]) -> list[str] | None:
        kept = [item for item in items if item.casefold() != text.casefold()]
        return kept if len(kept) < len(items) else None

    work.changes.append(drop)


def set_case_of_letter(work: Work, match: re.Match[str], said: Quoted) -> None:
    """One letter as a capital."""
    place = int(match["k"])

    def enlarge(item: str) -> str:
        item = item.lower() if match["rest"] else item
        at = place - 1 if place > 0 else len(item) + place
        return item[:at] + item[at : at + 1].upper() + item[at + 1 :]

    work.maps.append(enlarge)
    work.is_text = not match["each"]


def set_case(work: Work, match: re.Match[str], said: Quoted) -> None:
    """The items in another case."""
    changes: dict[str, Callable[[str], str]] = {
        "upper": str.upper,
        "lower": str.lower,
        "small": str.lower,
        "cap": str.upper,
        "eachcap": lambda text: re.sub(r"(?<![\w'])\w", lambda found: found.group().upper(), text),
        "cap1": lambda text: text[:1].upper() + text[1:],
    }
    work.maps.append(changes[match["case"]])


def choose_outlier(work: Work, match: re.Match[str], said: Quoted) -> None:
    """The odd one out."""
    work.is_outlier = True


def demand_class(work: Work, match: re.Match[str], said: Quoted) -> None:
    """Only items of a kind."""
    if not match["many"] or match["not"] or match["keep"]:
        work.criteria.append((is_a(match["kind"]), bool(match["not"])))


def take_side(work: Work, match: re.Match[str], said: Quoted) -> None:
    """What stands before or behind a sign."""
    sign, is_last = match["sign"], match["last"] is not None
    work.is_text = work.is_changed = True
    if match["side"] == "after":
        work.maps.append(lambda text: (text.rpartition(sign) if is_last else text.partition(sign))[2].strip())
    else:
        work.maps.append(lambda text: (text.rpartition(sign) if is_last else text.partition(sign))[0].strip())


def choose_frequent(work: Work, match: re.Match[str], said: Quoted) -> None:
    """The item that is there most often."""
    work.changes.append(lambda items: [Counter(items).most_common(1)[0][0]])


def prefix_lines(work: Work, match: re.Match[str], said: Quoted) -> None:
    """A sign before each item, on lines where these are named."""
    mark = match["sign"] + " " * bool(match["space"] or match["sign"] in "-*+>")
    work.maps.append(lambda item: f"{mark}{item}")
    work.is_changed = True
    work.is_failed |= not (match["lines"] or match["each"])
    if match["lines"] or match["line"]:
        work.joint = "\n"


def count_in(work: Work, match: re.Match[str], said: Quoted) -> None:
    """How often a sign, a word or a doubled letter is there."""
    wanted = match["x"] and operand(match["x"], said)

    def count(text: str) -> str:
        if not wanted:
            return str(len(re.findall(r"(\w)(?=\1)", text.casefold())))
        edge = r"(?!\w)" if wanted[-1].isalnum() and match["word"] else ""
        return str(len(re.findall(rf"{edge.replace('(?!', '(?<!')}{re.escape(wanted.casefold())}{edge}", text.casefold())))

    work.maps.append(count)
    work.is_text = work.is_changed = True


def turn_demands(work: Work, match: re.Match[str], said: Quoted) -> None:
    """The items that do not meet the demands."""
    work.criteria = [(test, not is_denied) for test, is_denied in work.criteria]


def fail(work: Work, match: re.Match[str], said: Quoted) -> None:
    """Nothing: this is not understood."""
    work.is_failed = True


def continue_items(work: Work, match: re.Match[str], said: Quoted) -> None:
    """The items that follow those of a sequence."""
    if not work.is_continued:
        work.changes.append(lambda items: continued(items, int(match["n"] or match["m"] or 1)))
    work.is_continued = True

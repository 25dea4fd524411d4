"""Replies that count, or that are a row of one sign."""

import re

from p2p.agent.assistant.instructions.asking import Ask
from p2p.agent.assistant.instructions.joints import joint_of
from p2p.agent.assistant.language.numbers import number_words
from p2p.agent.assistant.language.parting import Parting

MAX_NUMBERS = 500


def counted_reply(parting: Parting) -> str | None:
    """The numbers, or the row of signs, that a request without any text of its own asks for; None where it asks for none."""
    ask = Ask.of(parting)
    if (ask.has("letter") or any(token.words == "alphabet" for token in ask.tokens)) and (found := _letters(ask, parting)) is not None:
        return found
    is_row = any(token.words in ("row", "row of", "a line of", "line of") for token in ask.tokens)
    if parting.payload is None and is_row and len(parting.runs) == 1 and re.fullmatch(r"(?:An? )?[a-z]+", parting.runs[0].text):
        return _row(ask)
    if parting.payload is not None or parting.runs:
        return None
    return _spelled(ask) or _row(ask) or _range(ask)


def _spelled(ask: Ask) -> str | None:
    """The one number of a request, in words."""
    numbers = [token.value for token in ask.tokens if token.concept == "number" and token.value.isdecimal()]
    if (
        len(numbers) == 1
        and ask.has("say")
        and any(token.words in ("digit", "figure", "numeral") for token in ask.tokens)
        and not ask.has("to", "nth", "last", "times")
    ):
        return numbers[0]
    return number_words(int(numbers[0])) if ask.has("inwords") and len(numbers) == 1 and int(numbers[0]) < 10**6 else None


def _letters(ask: Ask, parting: Parting) -> str | None:
    """The letters from one to another."""
    words = [token.words for token in ask.tokens]
    for run in reversed(parting.runs):
        words.insert(run.place, run.text)
    match = re.search(r"\b([a-z]) (?:up to|down to|to|through|thru|until|till) ([a-z])\b", " ".join(words), re.IGNORECASE)
    if match is None or parting.payload is not None:
        return None
    first, last = ord(match[1]), ord(match[2])
    joint = joint_of(ask)
    return (", " if joint is None else joint).join(
        chr(code).upper() if ask.has("upper") else chr(code)
        for code in range(first, last + (1 if last >= first else -1), 1 if last >= first else -1)
    )


def _row(ask: Ask) -> str | None:
    """So many of one sign."""
    for place in ask.places("sign"):
        count = ask.number_before(place)
        following = ask.tokens[place + 1 :]
        if any(token.concept == "times" for token in following) and (
            not ask.tokens[place].words.isalpha() or (place and ask.tokens[place - 1].words in ("a", "an"))
        ):
            count = count or next((int(token.value) for token in following if token.concept == "number" and token.value.isdecimal()), None)
        elif any(token.concept == "number" and token.value != "1" for token in following):
            continue
        if count is not None and not ask.has("to", "count") and not ask.near(place, "end", "start", "around"):
            others = [near for near in ask.places("sign") if near != place]
            joint = (
                " "
                if ask.has("space") and not others
                else joint_of(
                    Ask(
                        tuple(
                            token
                            for at, token in enumerate(ask.tokens)
                            if at != place and token.concept != "oneline" and token.words != "a line"
                        )
                    )
                )
                or ""
            )
            return joint.join([ask.tokens[place].value] * count) if 0 < count <= MAX_NUMBERS else None
    return None


def _range(ask: Ask) -> str | None:
    """The numbers from one to another."""
    tokens = ask.tokens
    words = [token.words for token in tokens]
    steps = [place for place, token in enumerate(tokens) if token.concept == "number" and _is_step(ask, place)]
    ends = [
        int(token.value)
        for place, token in enumerate(tokens)
        if token.concept == "number" and token.value.lstrip("-").isdecimal() and place not in steps and not _is_each(ask, place)
    ]
    if (leading := _leading(ask)) is not None:
        return leading
    if len(ends) > 2:
        ends = [
            int(token.value)
            for place, token in enumerate(tokens)
            if token.concept == "number" and token.words != "one" and place not in steps and token.value.lstrip("-").isdecimal()
        ]
    if not ask.has("to", "count", "even", "odd", "down") or not 1 <= len(ends) <= 2:
        return None
    if len(ends) == 1 and (not any(token.words in ("count", "countdown") for token in tokens) or not ask.has("to", "down", "reverse")):
        return None
    if len(ends) == 2 and not (ask.has("to") or (ask.has("count", "even", "odd") and "and" in words and "between" in words)):
        return None
    first, last = ends if len(ends) == 2 else (ends[0], 1) if ask.has("down", "reverse") and not ask.has("to") else (1, ends[0])
    is_down = ask.has("down", "reverse", "descending")
    is_start_last = any(
        token.value == str(last) and any(near.concept == "start" for near in tokens[max(0, place - 2) : place])
        for place, token in enumerate(tokens)
    )
    if (is_down and first < last) or (is_start_last and not is_down):
        first, last = last, first
    size = (
        abs(int(tokens[steps[0]].value)) if steps else (3 if any("third" in word for word in words) else 2) if ask.has("alternate") else 1
    )
    if not size or abs(last - first) // size > MAX_NUMBERS:
        return None
    numbers = list(range(first, last + (1 if last >= first else -1), size if last >= first else -size))
    if ask.has("multiple"):
        numbers = [number for number in range(min(first, last), max(first, last) + 1) if number % size == 0]
    if ask.has("even", "odd"):
        numbers = [number for number in numbers if number % 2 == ask.has("odd")]
    joint = joint_of(ask)
    return (", " if joint is None else joint).join(
        number_words(number) if ask.has("inwords") and number >= 0 else str(number) for number in numbers
    )


def _leading(ask: Ask) -> str | None:
    """The first so many even or odd numbers, or multiples of a number."""
    numbers = [int(token.value) for token in ask.tokens if token.concept == "number" and token.value.isdecimal()]
    if not ask.has("nth") or not ask.has("even", "odd", "multiple") or not 1 <= len(numbers) <= 2 or numbers[0] > MAX_NUMBERS:
        return None
    step = numbers[1] if ask.has("multiple") and len(numbers) == 2 else 2
    joint = joint_of(ask)
    first = 1 if ask.has("odd") else step
    return (", " if joint is None else joint).join(str(first + step * place) for place in range(numbers[0]))


def _is_step(ask: Ask, place: int) -> bool:
    before = ask.tokens[place - 1] if place else None
    return before is not None and (before.concept in ("step", "multiple") or before.words == "by")


def _is_each(ask: Ask, place: int) -> bool:
    """Whether a number only says "one" of each line, or counts what is not a number."""
    following = [token for token in ask.tokens[place + 1 : place + 3] if token.concept != "count"]
    concepts = (
        ("item", "word", "sign", "space") if ask.tokens[place].words != "one" else ("newline", "oneline", "each", "line", "item", "word")
    )
    return bool(following) and following[0].concept in concepts

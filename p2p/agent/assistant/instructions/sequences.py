"""Replies that count, or that say one thing several times."""

import re

from p2p.agent.assistant.instructions.joints import SIGN, joint_in, sign_named
from p2p.agent.assistant.language.asking import is_asking
from p2p.agent.assistant.language.numbers import plain_numbers
from p2p.agent.assistant.language.subjects import QUOTE, Quoted, quoted

MAX_REPEATS = 500
_COUNT = re.compile(
    r"\b(?:count(?:ing)?(?: (?P<way>up|down|backwards?|upwards?|downwards?))?|(?:the |all (?:the )?)?(?P<kind>even |odd |whole )?(?:numbers?|integers?|digits)|list|write|print|say|output|give(?: me)?)\b[^\d]*?(?:\b(?:from|between)\s+)?"
    r"(?P<first>-?\d+)\s*(?:to|through|until|till|up to|down to|and|-|–|\.\.\.?|thru)\s*(?:number )?(?P<last>-?\d+)\b",
    re.IGNORECASE,
)
_STARTING = re.compile(
    r"\b(?:starting|beginning|starts?|begins?|begin|start|from) (?:at |from |with |on )?(?P<first>\d+)[, ]+(?:and |then )?(?:(?:counting|going) )?(?:(?:up|down) )?(?:ending|finishing|stopping|ends?|stops?|finish) (?:at |with |on |by )?(?P<last>\d+)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"(?P<kind>even |odd )?(?<![\d:.])\b(?P<first>\d+)\s*(?:(?:up|down|upwards|downwards|backwards|all the way|go|going|count|counting|and|move) )*(?P<way>to|through|until|till|thru)\s*(?P<last>\d+)\b(?![:.]\d)",
    re.IGNORECASE,
)
_RANGED = re.compile(
    r"\b(?:numbers?|count\w*|digits?|numerals|figures|commas?|comma-separated|lines?|list|write|say|print|separated|between|order|backwards)\b"
)
_STEP = re.compile(
    r"\b(?:in steps of|by|every|counting by|step(?:s)?(?: of)?|multiples of)\s+(\d+)(?:s|nd|rd|th)?\b|\b(second|other|third) number\b|\bby (twos|threes|fives|tens)\b",
    re.IGNORECASE,
)
_STEPS = {"second": 2, "other": 2, "third": 3, "twos": 2, "threes": 3, "fives": 5, "tens": 10}
_LETTERS = re.compile(
    r"\bletters?\b[^:]*?\b(?:from )?(?P<first>[a-z])\s*(?:to|through|until|till|-|–)\s*(?P<last>[a-z])\b(?!')", re.IGNORECASE
)
_TIMES = r"(?:(?P<times>\d+)\s*(?:times|x\b(?!\s*\d)|×(?!\s*\d)|copies)|(?P<word>twice|thrice|once))"
_SAY = r"(?:please |just |only )*(?:write|say|repeat|print|output|type|give me|reply with|reply|respond with|answer with|answer|put|return|echo|display|show|produce|state)(?: out| me| back)?"
_REPEAT = (
    re.compile(
        rf"^{_SAY}\s+(?:the (?:word|text|phrase|sign|letter|string|number|sentence)s?\s+)?(?P<what>.+?)[,:]?\s+(?:exactly |precisely |just )?{_TIMES}(?P<rest>.*)$",
        re.IGNORECASE | re.DOTALL,
    ),
    re.compile(
        rf"^(?:{_SAY}\s+)?(?:exactly |precisely )?{_TIMES}(?P<rest>[^:]*?)?(?::|,|\s)\s*(?:the (?:word|text|phrase|letter)\s+)?(?P<what>[^:,]+?)$",
        re.IGNORECASE | re.DOTALL,
    ),
    re.compile(rf"^(?P<what>{QUOTE}|[\w!?.-]+),?\s+(?:exactly )?{_TIMES}(?P<rest>.*)$", re.IGNORECASE | re.DOTALL),
)
_ROW = re.compile(
    rf"\b(?:a (?:row|line|string|series|sequence) of )?(?P<times>\d+)\s+(?P<sign>{SIGN})(?:e?s)?\b(?!\s*\d)(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_LETTER_ROW = re.compile(
    rf"^(?i:{_SAY})\s+(?:a (?:row|line|string) of )?(?P<times>\d+)\s+(?:(?:letter|capital|small|times)\s+(?P<named>[A-Za-z])(?:'?s)?|(?P<sign>[A-Z]|[a-z](?='s))(?:'?s)?)\b(?P<rest>.*)$"
)


def counted_reply(request: str) -> str | None:
    """Numbers or letters in a row; None where `request` wants none."""
    text = plain_numbers(request)
    text = _STARTING.sub(r"\g<first> to \g<last>", text)
    ask = text.casefold()
    if re.search(r"\b(?:sum|average|mean|add|between .* (?:days|date)|convert|random|days?|product|how many)\b", ask):
        return None
    joint = joint_in(re.sub(r"[\"']\s*,\s*[\"']", " commas ", ask))
    joint = ", " if joint is None else joint
    if match := _COUNT.search(text):
        if (
            match["way"] is None
            and not re.search(r"\b(?:numbers?|integers?|digits|count\w*)\b", ask)
            and not re.match(r"\W*(?:list|write|print|output|say)\b", ask)
        ):
            return None
        return _numbers(match, ask, joint)
    if (match := _RANGE.search(text)) and is_asking(f"{text[: match.start()]} {text[match.end() :]}") and _RANGED.search(ask):
        return _numbers(match, ask, joint)
    if (match := _LETTERS.search(text)) and not re.search(r"\bhow many|\breplace|\bchange\b", ask):
        first, last = ord(match["first"]), ord(match["last"])
        step = 1 if last >= first else -1
        return joint.join(chr(code) for code in range(first, last + step, step))
    return None


def _numbers(match: re.Match[str], ask: str, joint: str) -> str | None:
    first, last = int(match["first"]), int(match["last"])
    is_down = (match["way"] or "").startswith(("down", "back")) or re.search(
        r"\b(?:descending|backwards|reverse|downwards|down)\b", ask
    ) is not None
    if is_down and first < last:
        first, last = last, first
    asked = _STEP.search(ask)
    size = next((int(_STEPS.get(group, 0) or group) for group in asked.groups() if group), 1) if asked else 1
    if not size or abs(last - first) // size > MAX_REPEATS:
        return None
    numbers = list(range(first, last + (1 if last >= first else -1), size if last >= first else -size))
    kind = (match["kind"] or "").strip() or next(
        (word for word in ("even", "odd") if re.search(rf"\b{word} (?:numbers|ones|integers)\b|\bonly (?:the )?{word}\b", ask)), ""
    )
    if kind in ("even", "odd"):
        numbers = [number for number in numbers if number % 2 == (kind == "odd")]
    if "multiples of" in ask:
        numbers = [number for number in range(first, last + 1) if number % size == 0]
    return joint.join(map(str, numbers))


def repeated_reply(request: str) -> str | None:
    """One thing said several times; None where `request` wants no such thing."""
    said = quoted(request.strip())
    text = plain_numbers(said.text)
    if re.search(r"\b(?:between|around|form(?:at)?|before|after each|every)\b", text.split(":")[0]) and not re.search(r"\btimes\b", text):
        return None
    if match := _ROW.search(text):
        sign = sign_named(match["sign"])
        if (
            sign is not None
            and re.match(rf"\W*(?:{_SAY}|a |\d+|draw|make|just|only|reply|i want|row|line)\b|(?=.*?\d)", text, re.IGNORECASE)
            and is_asking(f"{text[: match.start()]} {text[match.end() :]}")
            and int(match["times"]) <= MAX_REPEATS
        ):
            joint = joint_in(re.sub(r"\bin a row\b|\bon (?:one|a single) line\b|\bin one line\b|\bline of\b", "", match["rest"].casefold()))
            return (joint or "").join([sign] * int(match["times"]))
    if (match := _LETTER_ROW.match(text)) and not match["rest"].strip(" .!,").isalpha() and int(match["times"]) <= MAX_REPEATS:
        return (joint_in(match["rest"].casefold()) or "").join([match["named"] or match["sign"]] * int(match["times"]))
    for pattern in _REPEAT:
        match = pattern.match(text)
        if match is None:
            continue
        times = int(match["times"]) if match["times"] else {"twice": 2, "thrice": 3, "once": 1}[match["word"].casefold()]
        what = _bare(said.plain(match["what"].strip(" ,:")), said, match["what"])
        if re.match(r"(?:the|my|this|that|it|an?|your|in the form)\b", what, re.IGNORECASE) and not re.fullmatch(
            QUOTE, match["what"].strip()
        ):
            continue
        if what and 0 < times <= MAX_REPEATS and len(what.split()) <= 8:
            rest = said.restored(match["rest"] or "").casefold()
            return _joint(rest, what).join([what] * times)
    return None


def _joint(rest: str, what: str) -> str:
    if between := re.search(r"(?:with|by|using|put|parted by|separated by|joined by)\s+(?:an? )?['\"](?P<sign>[^'\"]+)['\"]", rest):
        return between["sign"]
    joint = joint_in(rest)
    return joint if joint is not None else " "


def _bare(what: str, said: Quoted, raw: str) -> str:
    sign = sign_named(re.sub(r"^(?:an? |the )", "", what.casefold()))
    return sign if sign is not None and not re.search(QUOTE, raw) else what

"""Which words of a request ask for a form, and which are what is to be said in it."""

import re
from dataclasses import dataclass

from p2p.agent.assistant.language.numbers import number_of
from p2p.agent.assistant.language.subjects import QUOTE, Quoted

_ASKING = frozenset(
    {
        "a", "an", "the", "it", "its", "this", "that", "these", "those", "them", "they", "i", "i'd", "i'm", "i'll", "i've", "you",
        "your", "me", "my", "we", "us", "one", "ones", "he", "say", "says", "said", "saying", "write", "writes", "writing", "written",
        "reply", "respond", "answer", "give", "gives", "giving", "print", "printed", "output", "return", "returned", "repeat",
        "repeated", "echo", "type", "typed", "put", "puts", "make", "turn", "turned", "show", "shown", "send", "sent", "want", "wants",
        "wish", "would", "like", "need", "have", "has", "had", "having", "see", "read", "get", "let", "let's", "please", "pls", "could",
        "can", "will", "should", "must", "shall", "may", "be", "is", "are", "am", "do", "does", "doing", "use", "using", "used", "form",
        "format", "formatted", "present", "display", "list", "listed", "listing", "set", "place", "placed", "add", "added", "adding",
        "append", "attach", "begin", "begins", "continue", "continues", "continuing", "proceed", "hear", "start", "starts", "starting",
        "end", "ends", "ending", "finish", "finished", "finishing", "close", "closing", "conclude", "wrap", "wrapped", "enclose",
        "enclosed", "surround", "surrounded", "bracket", "bracketed", "join", "joined", "joining", "connect", "connected", "separate",
        "separated", "separating", "split", "part", "parted", "divide", "divided", "link", "linked", "glue", "glued", "string",
        "strung", "count", "counting", "counted", "number", "numbered", "numbering", "change", "changed", "changing", "alter",
        "altering", "convert", "converted", "transform", "render", "copy", "hand", "leave", "leaving", "keep", "tell", "speak", "state",
        "shout", "shouted", "yell", "come", "comes", "back", "utter", "spell", "spelled", "produce", "create", "build", "arrange",
        "arranged", "lay", "look", "appear", "appears", "stand", "stands", "standing", "go", "goes", "follow", "followed", "following",
        "consist", "consists", "contain", "contains", "containing", "run", "write-up", "capitalise", "capitalize", "capitalised",
        "capitalized", "word", "words", "text", "phrase", "sentence", "line", "lines", "item", "items", "bullet", "bullets", "bulleted",
        "bullet-point", "bullet-points", "point", "points", "letter", "letters", "character", "characters", "capital", "capitals",
        "case", "cased", "upper", "lower", "uppercase", "lowercase", "upper-case", "lower-case", "caps", "small", "big", "block",
        "title", "comma", "commas", "space", "spaces", "blank", "blanks", "hyphen", "hyphens", "dash", "dashes", "slash", "slashes",
        "underscore", "underscores", "semicolon", "semicolons", "colon", "colons", "pipe", "pipes", "plus", "arrow", "arrows",
        "asterisk", "asterisks", "star", "stars", "hash", "hashes", "hashtag", "hashtags", "exclamation", "question", "full", "stop",
        "stops", "dot", "dots", "period", "quote", "quotes", "quotation", "inverted", "speech", "double", "brackets", "parenthesis",
        "parentheses", "round", "square", "curly", "brace", "braces", "angle", "sign", "signs", "mark", "marks", "symbol", "symbols",
        "beginning", "front", "behind", "response", "message", "style", "order", "row", "column", "column-wise", "thing", "things",
        "term", "name", "names", "entry", "entries", "element", "elements", "checkbox", "checkboxes", "checklist", "numbers", "digit",
        "digits", "numeral", "numerals", "figure", "figures", "result", "value", "json", "exactly", "precisely", "only", "just",
        "simply", "solely", "merely", "purely", "nothing", "else", "more", "no", "not", "without", "any", "anything", "all", "alone",
        "as", "in", "with", "of", "to", "into", "on", "at", "by", "for", "from", "after", "before", "between", "around", "each",
        "every", "same", "then", "and", "or", "but", "so", "also", "too", "out", "up", "down", "verbatim", "countdown", "flip", "flipped", "underneath", "beneath", "prefix", "suffix", "inside", "within", "pair", "belongs", "except", "ascending", "descending", "alphabetical", "alphabetically", "literally", "unchanged",
        "word-for-word", "plain", "plainly", "bare", "single", "separately", "own", "per", "new", "other", "others", "another", "first",
        "last", "next", "both", "side", "sides", "times", "twice", "once", "thanks", "thank", "kindly", "here", "there", "what",
        "what's", "which", "how", "don't", "do-not", "never", "enough", "that's", "it's", "whole", "entire", "complete", "very",
        "above", "below", "under", "consecutive", "explanation", "explanations", "comment", "comments", "extra",
        "additional", "further", "else's", "surrounding", "together", "shape", "way", "fashion", "upright", "instead", "rather",
        "simple", "quick", "hey", "hi", "hello", "separator", "gap", "gaps", "vertical", "vertically", "ordered", "unordered",
        "numerical", "numeric", "reversed", "reverse", "backwards", "sorted", "sort",
    }
)  # fmt: skip
_OPENS = re.compile(
    r"(?P<head>[^:]+?):\s+(?P<tail>.+)|(?P<first>.+?)(?:\s*(?:->|=>|→)\s*|\s+[-–—]+\s+|\s*[;\n]\s*|(?<=[.?!])\s+)(?P<rest>.+)", re.DOTALL
)
_SAYS = re.compile(
    r"\W*(?:please |just |only |could you |can you |would you |i want you to |i'd like (?:you to )?)*(?:say|write|reply|respond|answer|give|print|output|return|repeat|echo|type|put|make|turn|show|take|list|use)\b",
    re.IGNORECASE,
)
_NAMES = re.compile(r"(?:words?|text|phrase|sentence|line|string|name|term|message)$", re.IGNORECASE)
_GOES_ON = re.compile(
    r"(?:should|must|is|are|be|that|in|of|as|with|which|here|to|for|and|back|by|on|has|have|from|after|before|a|an|exactly|only|just|reads?|says?)$",
    re.IGNORECASE,
)
_SPEAKS = re.compile(r"(?:say|repeat|echo|utter)$", re.IGNORECASE)
_AFTER_SPEAKING = re.compile(
    r"(?:this|that|the|these|those|me|it|them|back|out|following|after|with|in|as|only|just|exactly|nothing|to|simply|precisely|again|all|each|every|an?|without|on|by|and|please|word|words|my|for|from|once|twice|\d+|one|two|three|four|five|six)$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:the|a|an|my|our|your)$", re.IGNORECASE)
MIN_SHARE = 0.75
"""A part of a request asks when so many of its words do."""
_WORD = re.compile(rf"{QUOTE}|[^\s,.;:!?()]+")
_ITEM = r"[\w'-]+(?: (?!and\b|or\b|as\b|in\b|into\b|with\b|on\b|by\b|to\b|joined\b|each\b)[\w'-]+)?"
_LIST = re.compile(rf"{_ITEM}(?:\s*,\s*(?!and\b|or\b|but\b){_ITEM})+(?:,?\s+(?:and|or)\s+{_ITEM})?|{_ITEM}(?:,\s*{_ITEM})*\s+and\s+{_ITEM}")


@dataclass(frozen=True, slots=True)
class Asked:
    """The words that ask, in lower case, and what they ask it of."""

    ask: str
    content: str


def is_asking(text: str) -> bool:
    """Whether every word of a text is one that asks for a form."""
    return all(_asks(word) for word in _words(text))


def _asks(word: str) -> bool:
    if word.isupper() and len(word) > 1 and word != "JSON":
        return False
    if "-" in word.strip("-") and all(_asks(part) for part in word.split("-")):
        return True
    if word.endswith("ing") and {word[:-3], f"{word[:-3]}e", word[:-4]} & _ASKING:
        return True
    return word.casefold() in _ASKING or number_of(word) is not None or re.fullmatch(QUOTE, word) is not None


def _share(text: str) -> float:
    """How much of a text asks."""
    words = _words(text)
    return sum(_asks(word) for word in words) / len(words) if words else 1.0


def asked(said: Quoted) -> Asked | None:
    """The request parted; None where too little of it is understood."""
    for part in (_of_quotes, _of_sides, _of_list, _of_middle):
        found = part(said)
        if found is not None and found.content.strip():
            return found
    return None


def without_form(request: str) -> str:
    """The request without the clauses that say only in which form to answer."""
    clauses = re.split(r"((?<=[.?!])\s+|\s*[,;:]\s+|\s+[-–—]\s+|\n)", request.strip())
    parts, joints = clauses[::2], [*clauses[1::2], ""]
    kept = [
        (part, joint)
        for part, joint in zip(parts, joints, strict=True)
        if re.search(r"\d", part) or not is_asking(part) or not re.search(_FORMS, part, re.IGNORECASE)
    ]
    return "".join(part + joint for part, joint in kept).strip(" ,;:-–") if kept else request


_FORMS = r"\b(?:only|just|nothing|alone|digits?|numerals?|figures?|words?|number|no|without|enough|answer|reply|write|bare|plain|please|thanks)\b"


def _words(text: str) -> list[str]:
    return _WORD.findall(text.replace("’", "'"))


def _of_quotes(said: Quoted) -> Asked | None:
    """All that is quoted, where the rest only asks."""
    rest = re.sub(QUOTE, " ", said.text)
    _, colon, tail = rest.partition(":")
    if colon and tail.strip(" .!?") and not is_asking(tail):
        return None
    is_asked = _share(rest) >= MIN_SHARE and sum(not _asks(word) for word in _words(rest)) <= 1
    return Asked(rest.casefold(), ", ".join(said.quotes)) if len(said.quotes) == 1 and is_asked else None


def _of_sides(said: Quoted) -> Asked | None:
    """The side of a colon, a dash or a full stop that is not the one that asks."""
    match = _OPENS.fullmatch(said.text.strip())
    if match is None:
        return None
    head, tail = (match["head"], match["tail"]) if match["head"] else (match["first"], match["rest"])
    is_head = _share(head) >= MIN_SHARE and (bool(match["head"]) or _share(head) >= _share(tail))
    if is_head:
        return Asked(head.casefold(), said.plain(tail).strip())
    if not is_asking(tail):
        return None
    bare = _of_middle(Quoted(head, said.quotes)) if _SAYS.match(head) else None
    return Asked(f"{bare.ask if bare else ''} {tail.casefold()}", said.plain(bare.content if bare else head).strip())


def _of_list(said: Quoted) -> Asked | None:
    """A list in the sentence, with nothing around it but what asks."""
    for match in _LIST.finditer(said.text):
        items = [item.strip() for item in re.split(r"\s*,\s*(?:and |or )?|\s+(?:and|or)\s+", match.group()) if item.strip()]
        while items and is_asking(items[0].split()[0]) and " " in items[0]:
            items[0] = items[0].split(maxsplit=1)[1]
        while items and is_asking(items[-1]):
            items.pop()
        while items and " " in items[-1] and is_asking(items[-1].split()[-1]):
            items[-1] = items[-1].rsplit(maxsplit=1)[0]
        if len(items) < 2 or any(is_asking(item) for item in items):
            continue
        start, end = said.text.index(items[0], match.start()), said.text.rindex(items[-1], 0, match.end()) + len(items[-1])
        rest = f"{said.text[:start]} {said.text[end:]}"
        if is_asking(rest):
            return Asked(rest.casefold(), said.plain(", ".join(items)))
    return None


def _of_middle(said: Quoted) -> Asked | None:
    """What is left when the words that ask are taken off both ends."""
    words = list(_WORD.finditer(said.text.replace("’", "'")))
    first, last = 0, len(words)
    while first < last and is_asking(words[first].group()):
        first += 1
        if _NAMES.match(words[first - 1].group()) and first < last and not _GOES_ON.match(words[first].group()):
            break
        if _SPEAKS.match(words[first - 1].group()) and first < last and not _AFTER_SPEAKING.match(words[first].group()):
            break
    while last > first and is_asking(words[last - 1].group()):
        last -= 1
    if first == last:
        return None
    if (
        first
        and _ARTICLE.match(words[first - 1].group())
        and re.search(r"\b(?:is|are|was|were|has)\b", said.text[words[first].start() : words[last - 1].end()])
    ):
        first -= 1
    start, end = words[first].start(), words[last - 1].end()
    rest = f"{said.text[:start]} {said.text[end:]}"
    return Asked(rest.casefold(), said.plain(said.text[start:end])) if re.search(r"\w", rest) else None

"""Replies that repeat what is said, with something around it."""

import re

from p2p.agent.assistant.instructions.joints import SIGN, sign_named
from p2p.agent.assistant.language.subjects import QUOTE, Quoted, quoted

_LIMITS = re.compile(
    r"(?:[,;.–-]\s*|\s+)(?:and |but |with |please |do |say |write )*(?:nothing (?:else|more|before|after|less)(?: or (?:less|more|else))?|no more(?: and no less)?|only that|that(?:'s| is) (?:all|it|enough)|only (?:those|that|this|it)|just (?:that|this|those)|"
    r"no (?:other|extra|additional|further) (?:words?|text|characters?|comment(?:s|ary)?)|without (?:any(?:thing)? )?(?:comments?|else|explanations?|additions?|extra words|change)|no (?:comments?|explanations?|punctuation|quotes|changes)|"
    r"please|thanks|thank you|word for word|verbatim|literally|exactly as (?:it is|written|is)|unchanged|as it is|as is|unaltered|in (?:your|the) (?:reply|answer))[.!]*\s*$",
    re.IGNORECASE,
)
_VERB = r"(?:reply|respond|answer|say|repeat|write|output|print|return|echo|type|state|give(?: me)?|send|tell me|speak|display|show|copy|reproduce|put|come back|react|i want you to say|your (?:whole |entire |only )?(?:reply|answer|response) (?:is|must be|should be|has to be|shall be))"
_HOW = (
    r"(?:\s+(?:back|out|with|just|only|exactly|precisely|simply|solely|merely|nothing but|verbatim|literally|after me|to me|me|by|using|in return|again|the|these|this|those|following|single|one|two|three|four|five|six|exact|same|words?|text|string|phrase|"
    r"sentence|line|name|term|letters?|characters?|number|that follows?|as it is|unchanged|word for word|one-word|here|all|of|it|below|and nothing else|nothing else|without changing (?:it|anything)|without changes?|quote|message))*"
)
_EXACT = re.compile(
    rf"^(?:please |now |just |only |simply |you (?:must|should|shall) |i(?:'d| would) like you to |can you |could you )*{_VERB}{_HOW}\s*(?P<joint>[:\n]|\s)\s*(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_EXACT_WORDS = re.compile(
    r"\b(?:exactly|precisely|only|just|verbatim|literally|unchanged|word for word|after me|nothing (?:else|but|more)|simply|solely|string|these words|the words?|as it is|as is|the text|the phrase|following|back)\b",
    re.IGNORECASE,
)
_PAIRS = {
    "parenthes": ("(", ")"), "round bracket": ("(", ")"), "square bracket": ("[", "]"), "curly": ("{", "}"), "brace": ("{", "}"), "angle": ("<", ">"), "bracket": ("(", ")"),
    "single quot": ("'", "'"), "double quot": ('"', '"'), "quot": ('"', '"'), "inverted comma": ('"', '"'), "speech mark": ('"', '"'), "asterisk": ("*", "*"), "star": ("*", "*"), "underscore": ("_", "_"), "backtick": ("`", "`"),
    "double asterisk": ("**", "**"), "two asterisks": ("**", "**"), "bold": ("**", "**"), "italic": ("*", "*"), "dash": ("-", "-"), "hash": ("#", "#"), "pipe": ("|", "|"), "slash": ("/", "/"), "tilde": ("~", "~"), "hyphen": ("-", "-"),
    "guillemet": ("«", "»"), "equals": ("=", "="), "exclamation": ("!", "!"), "plus": ("+", "+"), "percent": ("%", "%"), "dollar": ("$", "$"), "colon": (":", ":"),
}  # fmt: skip
_WRAP = re.compile(
    rf"\b(?:in|into|inside|within|between|with|by|around|wrap\w*|surround\w*|enclos\w*|put|add|place|set|use|quote|bracket|parenthesi[sz]e)\s+(?:an? |the |two |pair of |some )*(?P<kind>{'|'.join(sorted(_PAIRS, key=len, reverse=True))})\w*(?: (?:brackets?|braces|marks?|quotes|quotation marks|signs?))?",
    re.IGNORECASE,
)
_AFFIX_START = re.compile(
    rf"\b(?:start|begin|open|prefix|precede|preface|prepend|lead)\w*\b(?:\s+(?:your|the|this|it|answer|reply|response|line|sentence|text|message|off|by|and))*(?:\s+(?:with|saying|by))?\s+(?:the (?:word|words|text|label|sign|prefix) )?(?P<affix>{QUOTE}|[^\s,:;]+)[,:]?\s+(?:and |then |to |, )*(?:(?:continue|go on|follow|carry on|proceed|end|say|write|add|then|follow (?:it|that|up))\b(?:\s+(?:it|that|with|by|saying|after))*\s*)?:?\s*(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_AFFIX_END = re.compile(
    rf"\b(?:end|finish|close|conclude|append|add|suffix|put|terminate|complete|follow|place)\w*\b(?:\s+(?:your|the|this|it|answer|reply|response|line|sentence|text|message|phrase|following|off|by))*(?:\s+(?:with|in|on|by))?\s+(?:an? |the (?:word|words|text|sign) |the |one |a single )?(?P<affix>{QUOTE}|(?:three |two |\d )?(?:{SIGN})(?:e?s)?\b|[^\s,:;]+)(?P<rest>[^:]*?):\s*(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_SIGNATURE = re.compile(
    r"\b(?:add|append|put|with|write|sign(?:ed)?|finish|end|close)\b.*?\b(?:signature|line|sign-off|signed|footer|p\.?s\.?|ps|closing)\s+(?:of |as |saying |with |by )?(?P<affix>␟\d+␟|.+?)\s+(?:on|in|as|at|below|under)\s+(?:an? |its own |the )?(?:separate|new|next|second|own|last|extra|following|line|end|it)\b[^:]*:\s*(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_LINES = re.compile(
    r"(?:^|[\s.,;:(])(?:on |in |as )?(?:the )?(?:(?P<place>first|second|third|fourth|fifth|1st|2nd|3rd|next|last|top|bottom|upper|lower)(?: (?:line|one))?|line (?P<number>\d|one|two|three|four|five))\s*(?:line)?\s*(?::|is|says?|reads?|write|put|,|should (?:be|say|read))\s*",
    re.IGNORECASE,
)


def worded_reply(request: str) -> str | None:
    """What `request` wants said, exactly; None where it wants nothing repeated."""
    text = request.strip()
    while (shorter := _LIMITS.sub("", text)) != text:
        text = shorter
    said = quoted(text)
    for rule in (_lines, _signed, _wrapped, _ended, _started):
        found = rule(said)
        if found is not None:
            return found
    return _exact(said, request)


def _lines(said: Quoted) -> str | None:
    if not re.search(r"\blines?\b", said.text, re.IGNORECASE):
        return None
    marks = list(_LINES.finditer(said.text))
    if len(marks) < 2:
        return None
    ends = [mark.start() for mark in marks[1:]] + [len(said.text)]
    parts = [said.text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]
    return "\n".join(said.plain(re.sub(r"(?:[,;.]|,? and|,? then)*\s*$", "", part.strip())) for part in parts)


def _signed(said: Quoted) -> str | None:
    match = _SIGNATURE.search(said.text)
    return f"{said.plain(match['what']).strip()}\n{said.plain(match['affix']).strip()}" if match else None


def _wrapped(said: Quoted) -> str | None:
    match = _WRAP.search(said.text)
    if match is None:
        return None
    first, last = _PAIRS[match["kind"].casefold()]
    if re.search(r"\b(?:two|double) (?:asterisks|stars)\b", said.text, re.IGNORECASE):
        first, last = "**", "**"
    what = _subject(said, match)
    return f"{first}{what}{last}" if what else None


def _subject(said: Quoted, match: re.Match[str]) -> str | None:
    """The text that something is put around: behind a colon, in quotes, or beside "the word"."""
    head, colon, tail = said.text.partition(":")
    if colon and tail.strip() and match.start() < len(head):
        return said.plain(tail).strip()
    if said.quotes:
        return said.quotes[-1]
    named = re.search(
        r"\b(?:the )?(?:word|phrase|text|name|number|term|words)\s+(?P<what>.+?)(?=\s+(?:in|into|between|within|inside|with|by)\b|[,.]|$)",
        said.text,
        re.IGNORECASE,
    )
    if named:
        return named["what"].strip()
    around = re.search(
        r"\baround\s+(?:the )?(?P<what>.+?)[.]?$|^(?:please )?(?:put|write|set|wrap|enclose|surround|say|place|type|print)\s+(?P<what2>.+?)\s+(?:in|into|between|within|inside|with|by)\b",
        said.text,
        re.IGNORECASE,
    )
    return (around["what"] or around["what2"]).strip() if around else None


def _ended(said: Quoted) -> str | None:
    match = _AFFIX_END.search(said.text)
    if match is None:
        quote = re.search(
            rf"\b(?:end|finish|close|append|add|put)\w*\b.*?\b(?:an? |the )(?P<affix>(?:{SIGN}))\b.*?(?P<what>{QUOTE})",
            said.text,
            re.IGNORECASE,
        )
        if quote is None or not re.search(r"\b(?:end|finish|after|behind|append|to)\b", said.text, re.IGNORECASE):
            return None
        return f"{said.plain(quote['what'])}{sign_named(quote['affix']) or ''}"
    if re.search(r"\b(?:start|beginning|front|before|each|every)\b", match["rest"] + said.text[: match.start()], re.IGNORECASE):
        return None
    named = re.sub(r"^(three|two|3|2) ", "", match["affix"].casefold())
    count = {"t": 2}.get("", 1)
    if number := re.match(r"(three|two|\d) ", match["affix"].casefold()):
        count = {"three": 3, "two": 2}.get(number.group(1)) or int(number.group(1))
    sign = sign_named(named)
    what = said.plain(match["what"]).strip()
    if sign is not None and not re.search(QUOTE, match["affix"]):
        return f"{what.rstrip('.') if sign == '.' else what}{sign * count}"
    affix = said.plain(match["affix"])
    if re.search(r"\b(?:new|separate|own|next) line\b|\bline below\b", match["rest"]):
        return f"{what}\n{affix}"
    return f"{what}{'' if not affix[0].isalnum() and affix[0] not in '-(' else ' '}{affix}"


def _started(said: Quoted) -> str | None:
    match = _AFFIX_START.search(said.text)
    if match is None or re.search(r"\b(?:each|every)\b", said.text[match.start() : match.start("affix")], re.IGNORECASE):
        return None
    affix = said.plain(match["affix"])
    named = re.search(rf"\b(?:with|by)\s+(?:an? |the )?(?P<sign>{SIGN})\b", said.text, re.IGNORECASE)
    what = said.plain(match["what"]).strip()
    if named and not re.search(QUOTE, match["affix"]):
        sign = sign_named(named["sign"]) or ""
        what = said.plain(said.text.partition(":")[2]).strip() or what
        return f"{sign}{what}" if sign in "#@!?" else f"{sign} {what}"
    after = said.text[match.end("affix") : match.end("affix") + 1]
    return f"{affix}{':' if after == ':' and not re.search(QUOTE, match['affix']) else ''} {what}"


def _exact(said: Quoted, request: str) -> str | None:
    match = _EXACT.match(said.text)
    if match is None:
        return None
    what = match["what"].strip()
    is_short = len(what.split()) <= 3 and re.match(
        r"(?:please |just |only )*(?:say|echo|repeat|output|print|type)\b", said.text, re.IGNORECASE
    )
    if not (
        _EXACT_WORDS.search(said.text[: match.start("what")])
        or _LIMITS.search(request)
        or re.fullmatch(QUOTE, what.rstrip("."))
        or match["joint"] == ":"
        or is_short
    ):
        return None
    if re.match(rf"{QUOTE}\W*$", what):
        return said.plain(re.match(QUOTE, what).group())  # pyright: ignore[reportOptionalMemberAccess]
    if re.match(r"(?:what|who|where|when|how|why|which|if|whether)\b", what, re.IGNORECASE):
        return None
    return said.restored(what) if "␟" in what else what

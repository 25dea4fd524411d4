"""The words by which a later step means what came of an earlier one."""

import re

_OWN = r"(?:the|this|that|these|those|its|their|my|your|our|his|her)"
_KIND = r"(?:previous |last |latest |new |newly |final |resulting |remaining |above |same |whole |entire |full |so |thus |just |\w+ed )*"
_NAMES = (
    r"(?:result|answer|outcome|output|number|total|sum|value|amount|quotient|product|difference|average|mean|median|figure|count|tally|remainder|"
    r"percentage|ratio|whole|lot|whole thing|thing|previous one|money|balance|reading)"
)
_SHARES = r"(?:third|half|quarter|square|cube|root|price|minutes|hours|days|weeks|age|weight|distance|length|sales?|share|speed|lot)"
_BOUND = r"(?!\s+(?:of|over|when|between|if|from|after|on|for|in)\b)"
_FOUND = (
    r"(?:(?:\s+(?:that|which|is|was|are|were|you|u|we|i|one|so|thus|just|then))*"
    r"\s+(?:obtained|found|got|gotten|computed|calculated|reached|received|remaining|left over|left|get|obtain|have))?"
)
_PEOPLE = r"(?:it|that|this|you|u|we|i|one)"
REFERENCE = (
    rf"(?:(?:this|that|those|these)\s+{_KIND}(?:{_NAMES}|{_SHARES}){_FOUND}|(?:my|your|his|her|their|its) age|"
    rf"(?<!only )(?<!keep )(?<!just )(?:the outcome of which|{_OWN}\s+{_KIND}{_NAMES}\b{_FOUND}{_BOUND})|all (?:of )?(?:it|that|this)|the rest|the remaining \w+|the (?:number|amount) of \w+(?=\W*$|\W+(?:divided|multiplied|times|plus|minus|by|and|is)\b)|the remains|"
    rf"what(?:ever)?(?:'s| is| was| are)? (?:left(?: over)?|remain\w*|still there){_BOUND}|"
    rf"what(?:ever)? {_PEOPLE} (?:then |have |has |had )?(?:gets?|got|has|have|found|finds?|obtain\w*|makes?|gives?|yields?|comes? to|ends? up with|arrive at){_BOUND}|"
    rf"(?<!^)what(?:ever)? (?:comes out|results|is obtained|came out)(?!\?){_BOUND}|"
    r"the same (?:percentage|share|fraction|part|proportion)(?= of\b)|(?<!only )the \w+ number(?=\W*$)|(?<=to )each (?:share|part|portion|piece|of them)|(?<=from )each (?:share|part|portion|piece|of them)|(?<=in )there|(?<=into )there|that|this|it|them|those|result|answer)\b"
)
"""Words that mean the result before, as a pattern."""
MENTION = re.compile(rf"\b{REFERENCE}", re.IGNORECASE)
_BARE = re.compile(rf"\W*(?:(?:from|of|to|off|out of|with|on|by|into|in) {REFERENCE}|the (?:number|amount) of \w+)\W*$", re.IGNORECASE)

_GOES_ON = re.compile(
    r"\W*(?:(?:and|now|then|ok|okay|so|next|what(?:'s| is| about)|how about|make|take|give me) )*(?:plus|minus|times|add|subtract|multipl\w+|divide\w*|less|more|half|twice|double|triple|halve|square|round|reverse|sort|backwards|in |into |as )\b",
    re.IGNORECASE,
)


def leans_back(request: str) -> bool:
    """Whether a request speaks of the result before, or begins with what is to be done to it."""
    return MENTION.search(request) is not None or _GOES_ON.match(request) is not None


def is_bare_mention(clause: str) -> bool:
    """Whether a clause only names the result before, with a preposition: what is done to it comes next."""
    return _BARE.match(clause) is not None

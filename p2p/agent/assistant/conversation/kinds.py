"""What kind of thing a question asks for, and which kinds a fact tells: a time, a place, a sum, a name, work."""

import re
from functools import lru_cache

from p2p.agent.assistant.language.calendar_names import MONTHS, WEEKDAYS

_DAYS = "|".join([*MONTHS, *WEEKDAYS, *(month[:3] for month in MONTHS)])
_NUMBER = r"\d[\d.,:-]*|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?"
_COLOURS = (
    "red|green|blue|yellow|orange|purple|violet|pink|brown|black|white|grey|gray|silver|gold|golden|teal|maroon|indigo|turquoise|beige|"
    "cream|crimson|ochre|mint|navy|lilac|lavender|magenta|cyan|khaki|scarlet|amber|bronze|copper|ivory|olive|coral|mauve|burgundy"
)
_KINDS: dict[str, tuple[str, str]] = {
    "time": (
        r"\bwhen(?:'s)?\b|\b(?:what|which|on|at) (?:time|day|date|month|year|week\w*|hour)s?\b|\bhow (?:long|soon)\b|\bdate of\b|"
        r"\bdeadline\b|\bbirthday\b",
        rf"\b(?:{_DAYS})s?\b|\b\d{{1,2}}[:.]\d\d\b|\bo'clock|\d ?[ap]m\b|\bhalf past\b|\bquarter (?:past|to)\b|\b(?:noon|midnight|tomorrow|"
        rf"tonight|weekend|morning|evening|afternoon|spring|summer|autumn|winter|daily|weekly)\b|\d(?:st|nd|rd|th)\b|\b(?:1[89]|20)\d\d\b|"
        rf"\b(?:at|by|until|till|before|after|from) (?:about )?(?:{_NUMBER})\b(?! \w+ (?:street|road))|\b(?:first|last) of\b|\bnext \w+",
    ),
    "place": (
        r"\bwhere(?:'s|s)?\b|\b(?:what|which) (?:\w+ )?(?:city|town|village|country|street|road|place|venue|room|floor|level|hall|address|"
        r"office|part|building|station|shelf|drawer|restaurant|hotel)\b|\baddress\b|\bdestination\b|\bfrom which\b",
        rf"\b(?:in|at|from|to|near|on|under|behind|inside|beside|above|below|into|by|next to|off|out of|round)\s+(?!(?:(?:{_DAYS})s?|{_NUMBER}|me|you|"
        rf"leave|holiday|time|it)\b)\w|\b(?:street|road|lane|avenue|square|upstairs|downstairs|level|floor|room|home)\b",
    ),
    "person": (
        r"\bwho(?:m|se|'s|s)?\b|\bby whom\b|\bwhich (?:person|colleague|friend|of us|of them)\b",
        r"(?<=[a-z,] )(?<!\b(?:in|at|to) )(?<!\b(?:from|near) )(?-i:[A-Z][a-z]+)\b|^(?-i:[A-Z][a-z]+) (?!i\b)|\b(?:mr|mrs|ms|dr|sister|brother|mother|father|wife|husband|friend|"
        r"aunt|uncle|cousin|mum|dad|son|daughter|neighbour|colleague|boss)\b",
    ),
    "name": (
        r"\bnames?\b|\bcalled\b|\b(?:what|who) (?:do|does|did|am|should) .*\bcall\b|\bwho (?:am i|i am)\b",
        r"\b(?:called|named|names?|call)\b|(?<=[a-z,] )(?<!\b(?:in|at|to|on) )(?-i:[A-Z][a-z]+)|^(?:hi|hello|i'm|i am|it's|its)\b",
    ),
    "money": (
        r"\bhow much\b|\b(?:price|cost|costs|rent|fee|pay|paid|rate|budget|salary|debt|owe|owes|spend|charge|charges)\b",
        r"[€$£]|\d ?(?:euros?|pounds?|dollars?|francs?|cents?|eur|usd|gbp|chf)\b|\b(?:rent|price|cost|budget|pay|paid|fee)\b.*\d",
    ),
    "number": (
        r"\bhow (?:many|much|tall|big|wide|heavy|high|far|large|old|long|deep|fast)\b|\b(?:number|code|pin|size|weight|height|width|length|floor|level|"
        r"bay|room|plate|seat|score|age|gate|page|platform|price|cost|password|combination|phone|reading)\b|\bweigh\b",
        rf"\d|\b(?:{_NUMBER})\b",
    ),
    "age": (
        r"\bhow old\b|\bages?\b|\bhow many years\b",
        rf"\byears?[ -]old\b|\baged?\b|(?:\bis|\bam|\bwas|\bare|'s|'m|im|\bturned|\bturns|\bturning)\s+(?:now |nearly |almost )?(?:\d{{1,3}}|{_NUMBER})\b(?![:.%]\d)",
    ),
    "work": (
        r"\bfor (?:a living|work)\b|\b(?:job|profession|occupation|career|employ\w*|line of work|work as|position|trade|my work)\b",
        r"\b(?:work|works|working|worked|job|employed|runs|drives|teach|teaches|train|trained|retired|career)\b|(?:\bam|\bis|\bwas|\bbe|'s|'m|\bim) an? \w+|\bas an? \w+",
    ),
    "colour": (r"\bcolou?rs?\b|\bshade\b", rf"\b(?:{_COLOURS})\b"),
    "nationality": (
        r"\bnationalit\w+|\bcitizen\w*|\bpassport do\b|\bwhat country\b",
        r"(?:\bam|\bis|'s|'m|\bim|\bare) (?:half )?\w+(?:ish|ese|ian|ean|an|ch|ss|sh|ek|sch|ai|qi|ani|ndic)\b",
    ),
    "dislike": (
        r"\b(?:dislike|hate|detest|loathe|not (?:keen|fond|like|eat|stand)|(?:can't|cannot|don't) (?:like|stand|eat|bear)|avoid|least)\b",
        r"\b(?:dislike|hate|hates|detest|loathe|despise|not|never|dont|allergic|intolerant)\b|n't\b",
    ),
    "like": (
        r"(?<!not )(?<!n't )(?<!dont )\b(?:like|love|enjoy|prefer|favou?rite|hobby|hobbies|fond|keen)\b(?! to)",
        r"(?<!not )(?<!n't )(?<!dont )\b(?:like|likes|love|loves|adore|enjoy|enjoys|prefer|prefers|favou?rite|hobby|hobbies|fond|keen|into)\b",
    ),
}
_ASKED = {kind: re.compile(asked, re.IGNORECASE) for kind, (asked, _) in _KINDS.items()}
_TOLD = {kind: re.compile(told, re.IGNORECASE) for kind, (_, told) in _KINDS.items()}


@lru_cache(maxsize=4096)
def kinds_asked(question: str) -> set[str]:
    """The kinds of thing that a question asks for."""
    return _found(_ASKED, question)


@lru_cache(maxsize=4096)
def kinds_told(fact: str) -> set[str]:
    """The kinds of thing that a fact tells."""
    return _found(_TOLD, fact)


def _found(patterns: dict[str, re.Pattern[str]], text: str) -> set[str]:
    plain = text.replace("’", "'")
    return {kind for kind, pattern in patterns.items() if pattern.search(plain)}

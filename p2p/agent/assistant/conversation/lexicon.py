"""The words by which a turn shows what it is for and what it is about: one table, from the concept to its words."""

import re
from collections.abc import Iterable
from functools import lru_cache

from learning.retrieval.words import words

_TABLE = {
    "keep": "remember remembered memorise memorize note noted notice save saved store stored keep kept record log jot retain bear register fyi "
    "track reminder",
    "told_to_know": "know aware mind reference",
    "forget": "forget forgetting delete erase remove scrap purge discard strike drop dump wipe clear expunge unlearn unremember shred trash bin "
    "ditch lose omit dismiss disregard ignore cross undo empty destroy toss chuck retract rid forgotten deleted erased removed "
    "scrapped struck dropped wiped cleared release",
    "gone": "gone over settled done returned back finished paid obsolete irrelevant",
    "all": "everything all whole entire anything each every lot complete full entirely completely any total single whatever",
    "afresh": "afresh scratch anew slate blank fresh reset nuke zero clean start begin",
    "show": "list show read recite recap summary summarise summarize overview print display enumerate name dump repeat go hear see tell give "
    "run sum inventory",
    "notes": "notes note memory memories facts fact records record data information info mind list notebook",
    "known": "know known remembered stored saved noted kept recorded told said mentioned memorised memorized written have got hold learned "
    "learnt shared gathered",
    "correct": "correction actually wrong mistake oops sorry wait mixed meant mean update updated change changed changes scratch instead "
    "rather correct amend replace erratum pardon rephrase nope no turns swap mistaken error misremembered misread confused",
    "newly": "now new moved moving switched anymore longer postponed rescheduled shifted relocated renamed since these meanwhile nowadays used "
    "outdated rebooked grown risen extended delayed raised lowered promoted retrained",
    "not": "not no never nothing none don't doesn't didn't isn't aren't wasn't weren't won't can't cannot couldn't needn't shouldn't without dont",
    "longer": "longer anymore more",
    "wh": "what which who whom whose where when why how what's who's where's when's how's whats wheres whos why's what're who're",
    "several": "list both whole complete entire various things items altogether total all everything",
    "more": "also too another besides plus further additionally well",
    "needed": "need needed have want buy get bring take pack",
    "single": "when where until how when's where's how's time day date place",
    "aux": "is are was were am do does did can could will would shall should may might must has have had",
    "be": "is are was were am be been isn't aren't it's i'm he's she's that's they're we're",
    "recall": "remind recall again forgot forgotten wonder wondering idea",
    "i": "i i'm i've i'd i'll me myself",
    "my": "my mine our ours",
    "we": "we we're we've us",
    "you": "you your yours yourself u you've you're",
    "third": "he she they it his her its their him them it's he's she's they're",
    "this": "this that these those",
    "the": "the a an",
    "kin": "sister brother mother mum mom dad father partner wife husband son daughter boss landlady landlord neighbour neighbor friend "
    "colleague aunt uncle cousin niece nephew grandma grandmother gran granny grandpa grandfather grandad granddad mate pal buddy fiance fiancee spouse girlfriend boyfriend roommate flatmate teacher doctor "
    "dentist baby dog cat kid child parent manager team",
    "please": "please pls kindly thanks",
    "greet": "hello hi hey bye goodbye thanks thank morning evening lol ok okay great nice cool",
    "joins": "and plus also besides or but",
    "at": "in on at to from for by with about under of into until since near behind next without before after between as",
    "order": "turn play book order buy find send open close call text set start stop make write draw sing explain translate get search post "
    "pay transfer reserve recommend suggest navigate cancel help add put take show tell give let bring check share",
    "count": "convert calculate compute sort reverse count spell reply answer say write round divide join capitalise repeat uppercase "
    "lowercase letters words times plus minus percent add sum",
    "have": "have has had got",
    "stop": "a an the is are was were am be been do does did i you me my mine your we our ours us it its he she they them his her their this that these "
    "those of in on at to for from by with and or but so can could will would should shall may might must have has had not no please tell "
    "know remember again now then there here about any some all as if than too very just also s t re ve ll d m got get go going anything "
    "something one ones say said note notes recall remind stored kind sort into up out own other much many need find place long "
    "still anyone someone somebody because since give forget delete even ever already thing things really",
    "filler": "i'd i'll i'm i've you'll you'd you've yourself myself us let let's lets don't dont never want like getting make take put add write down off away "
    "through stuff following later future mental good sure safe quick more another right important useful worth telling somewhere next time "
    "when ask asked head back case point little bit before along only far until till present currently aloud contents content details "
    "items conversation chat altogether exactly today else how pls kindly thanks thank hey hi hello ok okay well way u listen look great "
    "won't what which is it having short news come first quickly",
}
CONCEPTS = {name: frozenset(line.split()) for name, line in _TABLE.items()}

_STOP = CONCEPTS["stop"] | CONCEPTS["wh"]
_SYNONYMS = (
    "name call called nickname named address title", "car vehicle auto", "job work profession employer employ occupation career position living trade",
    "phone telephone mobile number cell", "live home reside address based", "colour color", "favourite favorite best like prefer love most adore",
    "code pin password passcode combination", "birthday born birth", "allergic allergy intolerant intolerance", "doctor gp physician",
    "bike bicycle", "buy purchase shop shopping bought", "start begin", "leave depart departure", "child children kid", "flat apartment",
    "meeting appointment", "mum mother mom", "dad father", "size big large", "wifi wlan wi-fi", "lend lent borrow borrowed",
    "trip holiday vacation travel", "eat food diet meal vegetarian vegan", "friend mate pal buddy", "grandmother grandma gran granny",
    "grandfather grandad granddad grandpa", "spouse husband", "married marry wedding anniversary fiance fiancee engaged bride groom", "age old aged", "hate dislike detest loathe stand",
    "scared afraid fear frightened", "city town", "price cost fee charge rate", "salary wage pay paid", "firm company business employer",
    "film movie", "boss manager supervisor", "sofa couch", "fridge refrigerator", "bin rubbish trash garbage", "lift elevator", "number plate registration licence license",
    "weigh weight heavy", "tall height", "wide width", "long length", "deep depth", "deadline due", "expire expiry valid", "arrive arrival land",
    "booking reservation booked", "email e-mail mail", "lawyer solicitor attorney", "optician eye", "teach teacher", "study subject studying",
    "taken lead charge responsible handle care", "floor storey level", "surname family", "gift present", "coach bus", "underground metro subway",
)  # fmt: skip
_MEMBERS = {
    "child": "son daughter boy girl",
    "parent": "mum dad",
    "sibling": "brother sister",
    "pet": "dog cat hamster rabbit parrot budgie tortoise",
}
_LABEL = re.compile(r"\b[A-Za-z][a-z]{2,} ([A-HJ-Z])\b(?!['’.-]\w| [A-Z])")
"""A letter that tells one thing from others of its sort: flat A."""
_ENDING = re.compile(r"(?<=[^\W\d_]{3})(?:ational|ations?|ings?|ers?|ed|ions?|ists?|ly|es)$")


def _stem(word: str) -> str:
    stem = _ENDING.sub("", word)
    return stem[:-1] if len(stem) > 3 and (stem[-1] == stem[-2] or stem[-1] in "eiy") else stem


_SAME = {
    form: [line.split()[0] for line in _SYNONYMS if word in line.split()]
    for line in _SYNONYMS
    for word in line.split()
    for form in (word, _stem(word))
}


def tokens_of(text: str) -> list[str]:
    """The words of a text in lower case, with their apostrophes."""
    return list(_tokens(text))


@lru_cache(maxsize=1024)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+(?:'[a-z]+)?", text.casefold().replace("’", "'")))


def has(tokens: list[str], concept: str) -> bool:
    """Whether one of the words is of the concept."""
    return not CONCEPTS[concept].isdisjoint(tokens)


def topic(text: str) -> list[str]:
    """The words of a text that say what it is about, as stems, one of each group of synonyms."""
    return list(_topic(text))


@lru_cache(maxsize=4096)
def _topic(text: str) -> tuple[str, ...]:
    found = [word for word in words(re.sub(r"(?<=\w)['’](?:s|re|m|ve|ll|d)\b", "", text)) if word not in _STOP]
    if re.search(r"\b(?i:who (?:am i|i am))\b|^\W*(?i:i'm|i am) (?:[A-Z]\w+)(?=\s*(?:$|[,.;!]|and\b))", text):
        found.append("name")
    if re.search(r"\b(?i:i am|i'm|he is|she is)\s+\d{1,3}(?=\s*(?:$|[,.;!]|and\b))", text):
        found.append("old")
    stems = [same for word in found for same in _SAME.get(word) or _SAME.get(_stem(word), [_stem(word)])]
    return (*stems, *(f"label {match}".casefold() for match in _LABEL.findall(text)))


_GENERAL = {stem: general for general, members in _MEMBERS.items() for stem in topic(members)}


def general_words(stems: Iterable[str]) -> set[str]:
    """The words for the sorts of relatives and pets that are among the stems: of a son "child"."""
    return {stem for word in stems if word in _GENERAL for stem in topic(_GENERAL[word])}

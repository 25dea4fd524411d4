"""The words in which people ask for a form: from each concept to the words and short phrases that mean it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_PHRASES = {
    "say": "say | acknowledge | confirm | report | emit | supply | provide | deliver | submit | parrot | quote me | quote this | transcribe | recite | should read | must read | is to read | write | write down | write out | reply | respond | response | answer | print | output | return | repeat | echo | type | utter | speak | state | copy | reproduce | read back | read it | to read | to hear | hear it | produce | draw | spell out | come back | hand back | spell",
    "give": "would rather read | would rather see | would rather have | rather read | rather see | rather have | expect | expecting | prefer | what I need is | what I want is | what I'd like is | tell | give | show | send | display | make | put | turn | convert | transform | change | format | render | present | want | need | like | to see | I see | have | get | let | use | set | place | lay out | create | build | arrange | take | look like | appear | rewrite | reformat | restyle | pack | style | express | insert | fill | hand | stick | bring | recast | tidy | encode | wish | compose | form | print out",
    "exact": "anything except | anything but | nothing except | nothing other than | anything other than | nothing apart from | the way it is | the way it stands | the way they are | limit yourself to | confine yourself to | restrict yourself to | stick to | keep to | don't say more than | no more than | a simple | a plain | exact | very same | no more than this | nothing but this | only this | this and no more | nothing other than | apart from this | except this | but this | besides this | exactly | precisely | only | just | verbatim | literally | unchanged | unaltered | unedited | unmodified | untouched | word for word | letter for letter | character for character | simply | solely | merely | purely | nothing but | as it is | as is | as it stands | as they are | as written | whole | entire | alone | consist | consist of | in full | sole",
    "limit": "leave out everything else | leave everything else out | leave out all else | nothing else | nothing more | nothing less | nothing before or after | nothing around it | nothing besides | no more | no less | no others | no other | no further | that's all | that is all | that's it | that's enough | that is enough | that's everything | that is everything | that's that | all I need | all I want | leave it at that | adding to it | adding anything | adding more | add anything | all I ask for | all I ask | will do | is enough | anything else | any other | else | comment | commentary | explanation | explaining | extra | additional | further | introduction | preamble | greeting | prose | chit-chat | fluff | frills | padding | decoration | small talk | surrounding | in your reply | in your answer | around it | in return | do not add anything | don't add anything | add nothing | not a word more | do not change anything | don't change anything | without changing anything | do not alter it | and stop there | and stop | nothing on top | nothing beyond that | nothing beyond | don't alter it | don't change it | don't touch it | stop there | anything | otherwise nothing",
    "polite": "from your side | I'd be happier if | I'd be happy if | I'd be glad if you'd | I'd be glad if you would | I'd be grateful if you would | I'd appreciate it if you | I would appreciate | would you mind | do you mind | you'd | can u | could u | u | ur | plz | thx | if you would | if you like | if you can | if you don't mind | if possible | be so kind | do me a favour | would you | could you | can you | will you | to me | for me | from you | after me | please | pls | thanks | thank you | kindly | kind enough | so kind as to | be so good as to",
    "noun": "text | phrase | sentence | string | message | term | title | heading | slogan | motto | expression | content | quotation | greeting | label | headline",
    "word": "word | syllable | name | term",
    "letter": "letter | character | char",
    "item": "item | steps | one step | task | stuff | entry | element | thing | member | list | option | value | point | ones | entries | enumeration | series | sequence",
    "line": "line",
    "newline": "each below the one before | each under the one before | each under the previous | each below the previous | each below the last | one below the last | each under the last | own line | separate line | new line | per line | a line to itself | a line of its own | one to a line | one to each line | a line | a line break | different line | individual line | consecutive line | line of its own | line to itself | line by line | under each other | under one another | one under the other | one below the other | one underneath the other | one beneath the other | below each other | below one another | beneath each other | underneath each other | underneath one another | on top of each other | stacked | stack | column | vertical | vertically | line break | newline | line apiece | top to bottom | a fresh line | fresh line | linewise",
    "endline": "on the next | on the other | one line further down | a line further down | one line down | one line below | line after | a line below | line further down | next line | line below | last line | final line | second line | extra line | line under it | line underneath | another line | line beneath",
    "oneline": "one beside the other | beside each other | beside one another | next to one another | one line | single line | same line | one row | side by side | next to each other",
    "bullet": "bullet | bullet point | unordered list | dashed list | list with dashes | point form | dot point",
    "numbered": "numbered | every one of them a number | each of them a number | each a number | a number each | each one a number | a number to each | ordered list | numbering | enumerate | enumerated | number them | number these | number those | number each | number the | number every | number all | number it | number this | with numbers | numbers in front | number in front | number before | numeral in front | running number | consecutive number | sequential number",
    "checkbox": "checkbox | check box | checklist | check list | to-do list | todo list | to do list | task list | tick box | tickbox | empty box",
    "hashtag": "hashtag | hash tag",
    "lettered": "lettered | lettered list | letters in front | letter in front",
    "json": "json",
    "upper": "upper case | uppercase | capital | capital letter | caps | block letter | block capital | big letter | large letter | majuscule | shout | yell",
    "lower": "take the capitals out | take out the capitals | lower case | lowercase | small letter | little letter | minuscule | uncapitalised | uncapitalized | in small | all small",
    "capitalise": "capitalise | capitalize | sentence case | initial capital | leading capital",
    "title": "title case | headline style | headline case | capitalise each word | capitalize each word | capitalise every word | capitalize every word",
    "inwords": "in words | as words | as a word | spelled out | spelt out | written out | in letters | with letters | as text",
    "initials": "initial | acronym | first letters",
    "most": "biggest | largest | highest | greatest",
    "least": "smallest | lowest",
    "over": "greater than | larger than | bigger than | higher than | more than | longer than",
    "under": "less than | lower than | smaller than | fewer than | shorter than",
    "longest": "longest | most letters",
    "shortest": "shortest | fewest letters",
    "sort": "sort | abc order | alphabet order | alphabetical | alphabetically | alphabetise | alphabetize | alphabet | ascending | a to z | a-z | in order | by size | from small to large | from low to high | increasing | by length | shortest first | shortest to longest | numerical order",
    "descending": "descending | z to a | z-a | longest first | decreasing | reverse alphabetical | from large to small | from big to small | from high to low | reversed alphabetical | longest to shortest",
    "reverse": "beginning at the end | starting at the end | from end to start | last one first and the first one last | last first and the first last | reverse | reversed | reversal | backwards | backward | back to front | other way round | other way around | other way about | opposite order | inverse order | inverted order | last to first | last to the first | last one comes first | last comes first | last one first | last first | first comes last | end comes first | end first | turn the order | turn it round | turn them round | turn round | turn this list round | turn the list round | turn this round | end to the beginning | end to beginning | right to left | flip it | flip the order | flipped | mirror it | mirrored | turned around | starting from the end | starting with the last | beginning with the last | beginning from the end | from the end | from the back | from back to front | end to start | back first",
    "unique": "duplicate | repeated | repetition | repeats | unique | distinct | only once | just once | more than once | double entry | doubles | twice or more | deduplicate | dedupe | each once | second time",
    "swap": "swap | exchange | switch",
    "alternate": "every other | every second | each second | every third | every 2nd | alternate",
    "times": "times over | times | time | copies | repetition | in number",
    "ofthem": "of them | of those | of these | of it",
    "twice": "twice | twice over | two times over",
    "thrice": "thrice",
    "to": "to | through | until | till | up to | down to | thru | all the way to | as far as | and ending at | ending at | end at | stop at | stopping at | and stop at | finishing at | finish at",
    "down": "down | downwards | countdown | backwards",
    "even": "even",
    "odd": "odd",
    "step": "in steps | in steps of | step of | steps of | counting by",
    "multiple": "multiple of",
    "count": "count | number | integer | numeral | figure | digit | whole number",
    "space": "space | blank | gap | whitespace | separator",
    "tab": "tab",
    "each": "each | every | per | apiece | all of them | both of them | any of them | individually | separately | respective",
    "between": "wherever there is a comma | where there is a comma | where the commas are | between | in the middle | between each and the next | between one and the next | each and the next | in between | join | separate | connect | link | string together | parted | divide | divided | split | strung | combine | string | delimit | separator | delimiter | hold together | tie | chain | run together | stick together | after each but the last | after each word except the last | after every word except the last | after each item except the last | after every item except the last | after all but the last | interspersed | apart",
    "around": "around | round | both sides | both ends | either side | either end | each side | each end | surround | wrap | enclose | inside | within | before and after | front and back | embrace | between two | frame | envelop | flank | on each side | encase",
    "start": "start | begin | beginning | front | in front | in front of | before | prefix | precede | preceded by | ahead | ahead of | preface | open your | open the answer | open the reply | opens your | opens with | lead with | lead off with | open with | prepend | starts off",
    "end": "end | finish off | close it with | close that with | close this with | closes with | finish | close with | conclude | append | after | behind | suffix | followed by | at the back | terminate | add | tack on | attach | follow it with | follow that with | round off | round it off | ending | at the tail",
    "signoff": "sign | signed | signature | sign-off | sign off | signed by | signing | footer | p.s. | ps | postscript | closing line",
    "continue": "after it | continue | continue with | then | go on | go on with | carry on | carry on with | proceed | proceed with | after that | after this | after which | next comes | afterwards",
    "top": "top | top line | upper line | at the top",
    "bottom": "bottom | bottom line | lower line | at the bottom",
    "glued": "concatenate | glue | merge | one word of | as one word | into one word | a single word of",
    "above": "above",
    "below": "below | under | underneath | beneath",
    "drop": "everything except | all except | everything apart from | all apart from | forget | ditch | cross out | cut out | kick out | throw away | scrap | chop off | take away | drop | leave out | omit | remove | delete | skip | except | except for | all but | everything but | cut | strike | strike out | throw out | take out | get rid of | leave off | apart from | miss out | ignore | excluding | exclude | other than | discard | lose | with the exception of | missing | item gone | thing gone |  left out | save for | save the | strip",
    "not": "without | no | not | don't | do not | instead of | rather than | in place of | neither | nor | free of | minus | devoid of",
    "keep": "keep only | keep just | keep the | keep those | keep all | keep every | keep what | keep them | keep me | and keep | retain | pick | pick out | select | choose",
    "last": "last | final",
    "middle": "middle | centre | center",
    "double": "double | pair of | a pair of",
    "bold": "bold",
    "replace": "where I said | where I say | replace | substitute | where it says | swap out",
    "fill": "modified | altered | adjusted | obtained | obtain | outcome | the lot | the whole lot | make sure | be sure | ensure | see to it | make certain | what is left | what's left | what remains | remaining | that remain | that are left | resulting | updated | shortened | itself | themselves | don't forget | become | becomes | turn into | bare | mere | came | holds | contains | once more | after the colon | behind the colon | expected | talk | extras | included | inclusive | including | include | both included | lie | each pair | every pair | same | contain | containing | hold | holding | made of | made up of | order | style | case | row | line of | a line of | row of | sign | mark | symbol | with a gap | together | shape | way | once more | back | up | result | following | follows | these | those | here | own | single | separate | new | new order | ordinary | plain | hey | hi | hello there | instruction | nicely | also | too | so | such | very | same order | rest | others | other | another | whatever | given | original | consecutive | style of | be | being | should | must | shall | may | i'd | i'm | i'll | i've | let's | it's | what | what's | which | how | who | much | more | does | do | doing | go | goes | belong | stand | come | comes | appear | each and every | run | leave | all | both | any | else's | nothing | question | statement | entirely | completely | wholly | totally | throughout | one after another | one after the other | one right after the other | right after each other | one directly after the other | in turn | in sequence | enough | straight | directly | immediately | again | out | instead | even though | consecutive | standing | quietly | loudly | softly | neatly | cleanly | properly | got | compact | alteration | modification | fashion | formatted as | notation | normal | standard | type of | kind of | sort of | English | language | markdown | now | array | object | string | chatter | I would love | I'd love | I'm testing something | list of | wording | time round | boolean | nested | inner | valid | raw | compact",
    "weak": "a | an | the | it | its | this | that | them | they | i | you | your | me | my | we | us | our | he | she | his | her | their | is | are | am | was | were | has | had | would | will | could | can | as | in | with | of | into | on | at | by | for | from | and | or | but | if | out of | onto | using | via | having | one's | some | so that | when | while | who | whose | there's | up | about",
}  # fmt: skip

SIGNS = {
    "asterisk": "*", "star": "*", "dash": "-", "hyphen": "-", "minus sign": "-", "slash": "/", "forward slash": "/", "stroke": "/",
    "backslash": "\\", "underscore": "_", "exclamation mark": "!", "exclamation point": "!", "exclamation sign": "!", "bang": "!",
    "question mark": "?", "full stop": ".", "period": ".", "dot": ".", "ellipsis": "...", "three dots": "...", "comma": ",",
    "colon": ":", "semicolon": ";", "semi-colon": ";", "hash": "#", "hash sign": "#", "hash mark": "#", "pound sign": "#",
    "plus": "+", "plus sign": "+", "equals sign": "=", "equal sign": "=", "equals": "=", "pipe": "|", "pipe sign": "|",
    "vertical bar": "|", "vertical line": "|", "bar": "|", "tilde": "~", "at sign": "@", "percent sign": "%", "ampersand": "&",
    "dollar sign": "$", "caret": "^", "apostrophe": "'", "arrow": "->", "greater-than sign": ">", "greater than sign": ">", "less-than sign": "<",
}  # fmt: skip
"""The signs by their names; quotes and brackets, which come in pairs, are below."""

PAIRS = {
    "()": "parenthesis | parentheses | round bracket | bracket | in brackets | round brackets | paren | parenthesise",
    "[]": "square bracket",
    "{}": "curly bracket | curly brace | brace | curly | squiggly bracket",
    "<>": "angle bracket | pointed bracket | chevron | angled bracket",
    '""': "quote | double quote | quotation mark | double quotation mark | quotation | inverted comma | double inverted comma | speech mark | quote mark | quoted | double-quoted",
    "''": "single quote | single quotation mark | single inverted comma",
    "``": "backtick | back tick | inline code",
    "«»": "guillemet | french quote",
}

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Each phrase, as its words, with its concept and, for a sign or a pair, what it is; what phrases begin with; the words of all."""

    phrases: Mapping[Phrase, tuple[str, str]]
    prefixes: frozenset[Phrase]
    words: frozenset[str]

    @classmethod
    def of(cls, entries: Iterable[tuple[str, str, str]], base: Mapping[Phrase, tuple[str, str]] | None = None) -> "Lexicon":
        """The lexicon of concepts, their values and their phrases, on top of another; of two concepts, the later."""
        phrases = {
            **(base or {}),
            **{
                tuple(phrase.casefold().replace("-", " ").split()): (concept, value)
                for concept, value, listed in entries
                for phrase in listed.split(" | ")
            },
        }
        prefixes = frozenset(phrase[:size] for phrase in phrases for size in range(1, len(phrase) + 1))
        return cls(phrases, prefixes, frozenset(word for phrase in phrases for word in phrase))


LEXICON = Lexicon.of(
    (
        *((concept, "", phrases) for concept, phrases in reversed(_PHRASES.items())),
        *(("sign", sign, name) for name, sign in SIGNS.items()),
        *(("pair", pair, phrases) for pair, phrases in PAIRS.items()),
        ("nth", "1", "very first | foremost"),
    )
)
"""The words in which forms are asked for; of two concepts, the one that stands first above."""

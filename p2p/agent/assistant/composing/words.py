"""The words in which the parts of a reply are asked for, on top of those of forms."""

from p2p.agent.assistant.language.lexicon import LEXICON, Lexicon

_PHRASES = {
    "newline": "down the page | a line apiece | line apiece | one under another | one below another | one beneath another | one above the other | diff line | different line | a line each | line each | a row each | one per row | separate row | own row | each on a line | each in a line | in a column | linebreak | line feed | word per line | item per line | one to each line | on lines of their own | line of its own | line of their own | one word in one line | one in each line | one each line | one on each line | two lines | three lines | four lines | five lines | six lines | split over lines | going down | on new lines | underneath one another | in rows | as rows | a new row",
    "rows": "rows | lines",
    "bullet": "bullets | dash bullets | dash list | dot points | dashed | bulleted | bulletpoints",
    "numbered": "numbered | label them | number em | with a number | give each a number | 1. and so on | 1. 2. 3. | 1) 2) 3) | counted off | numerals in front | number the | number each | number every",
    "lettered": "lettered | letter the | letter these | letter them | letter each | letters a | a) b) c) | a. b. c. | (a), (b), (c) | (a) (b) (c)",
    "checkbox": "checkbox | checkboxes | tick box | tickbox | check box | checklist | to-do list | todo list | empty box",
    "hashtag": "hashtags | tags | hash tag | tagged",
    "upper": "upper | all letters big | letters big | every letter large | large letter | large letters | to upper | in caps | all caps | big letters | capitals | full capitals | all capitals | block letters | every letter big | each letter big | every letter a capital | caps lock | shouting | shouted | scream | louder | bigger letters",
    "lower": "every letter small | each letter small | letters small | small case | the rest small | to lower | no caps | drop the capitals | no capitals | without capitals | without caps | lower | downcase | lowercased | uncapitalised | take the caps off | lose the caps | un-capitalise",
    "title": "proper capitals | each word capitalised | headline capitals | capital at the start of each word | capital at the start of every word | one at the start of every word | every word capitalised | each word starts with a capital | initial capitals | each word with a capital | capitalise every | capitalize every | capitalise each | capitalize each | capital on each word | capital on every word | first letter of each word a capital | capitals at the beginning of each word",
    "capitalise": "capitalise | capitalize | capitalised | capitalized | first letter big | a capital | one capital | its capital | an initial capital | first letter large | capital first letter | first letter big | first letter capital | initial capital | first letter a capital | capital letter first | big first letter | capital at the start | capital at the beginning | capital at the front | starting with a capital | begin with a capital",
    "between": "sep | separator | delimited | parted | joiner | in the middle | hooked up | hitched | splice | attach them | attached | intervening | sandwiched",
    "around": "on both sides | left and right | either side | each side | both sides | touching it before and another touching it after | on the left and right | both ends | before it and after it | front and back | fore and aft | enclosed | hugged | bracketed | wrapped | bookended | hug | flanked | cage | encased",
    "start": "lead-in | up front | leading | at the head | in front | opening | goes first | come first | comes first | at the very start | at the very beginning | prefixed | prefix | stick on the front | before it | to the left",
    "end": "at the close | at the very end | its end | on the end | to the end | right after it | its tail | behind it | after it | at the tail | trailed by | add on | suffixed | stuck right after it | to the right | postfix | comes last | goes last",
    "signoff": "sign it | byline | signature | sign-off | signed | sign off | signing it",
    "endline": "underneath | beneath it | below it | under it | on the line below | beneath the text | on the line after",
    "reverse": "opposite order | turn the order | last become first | last becomes first | invert | inverted | flip | turn around | turned around | the wrong way round | in mirror order | other direction | the opposite way | reversed | mirror | upside down",
    "sort": "sort asc | ascending | from smallest to biggest | from smallest to largest | from small to big | smallest to largest | smallest to biggest | in order of size | low to high | from low to high | alphabetize | alphabetise | abc | a-z | alphabet order | by letter | dictionary order | in sequence of size | order alphabetically | smallest first | lowest first",
    "descending": "biggest first | largest first | highest first | z-a",
    "swap": "transpose | swap | exchange places | swap around | switch around | trade | interchange | the other way about",
    "drop": "put away | take one away | strip | lose | chop | rid of | dropping | leaving out | strike | clear out | knock off | ditch | take off | cut off | peel off | snip | scrub | erase | wipe | purge",
    "keep": "retain | hold on to | keep | keep only | only items | keep just | hang on to | leave only | leave just",
    "replace": "becomes | become | change | replace | swap out | substitute | ought to be | should be read | turns into | turn into | turned into | mend | is to be | swapped for | exchange for | traded for | correct",
    "where": "wherever | where it says | where i wrote | where is | where i put | where there is | where the | everywhere | each place | at every place",
    "instead": "instead of | in place of | rather than | in lieu of",
    "exact": "verbatim | literal | literally | to the letter | as it is | no edits | touch nothing | dont touch it | don't touch it | keep every character | as typed | unchanged | char for char | character for character | all you write | complete answer | nothing except | nothing but | paste this back | paste back | no changes | no change | with no changes | only | just",
    "say": "echo | paste | gimme | lemme see | type out | run | draw | print | supply | say | show me | read nothing from you except | reply | answer | response | recite | mouth | shoot back | ping back",
    "spell": "spell | spell out | spelled | spelt | letter by letter | one letter at a time | letters apart | letter for letter | each letter separately",
    "inwords": "in words | as words | as a word | spelled out in words | written in words | in letters",
    "digits": "figures | in figures | digits | numerals | in digits | as a number | as digits",
    "times": "times | time | copies | x",
    "twice": "twice | two times | doubled up | two of them",
    "glued": "stuck together | run together | as one word | together | glue | merged | smashed together | no gaps | touching | closed up | nothing between | nothing in between | with nothing between | fused",
    "nospace": "unspaced | no space | no spaces | without space | without spaces | no blanks | without blanks | no separator | without any separator | without separator | no separators | no gaps | without gaps | no whitespace | without whitespace | without a space | without any space | without any spaces | with no spaces | with no space | no spacing | spaceless | without blank | no gap | touching it | right up against it | no blank | no spaces at all | sans spaces | nothing between them | no spaces between | no space between",
    "space": "space | blank | gap | whitespace | single space | single blank | spaces",
    "spaced": "space around | spaces around | a space either side | a space each side | space on either side | space on both sides | space on each side | spaces on both sides | spaces either side | space before and after | space left and right of it | space on either side of it | surrounded by spaces | spaced",
    "join": "and then | then | next | after that | followed by | and after it | afterwards | continue with | continue | carry on with | go on with | and then comes | plus",
    "csv": "csv | comma-separated values | csv row | csv line | csv record | csv format",
    "keys": "key: value | key=value | key = value | 'key: value' | key - value | key -> value",
    "list": "list | series | sequence | enumeration | row of items | the lot",
    "fill": "off | away | throw away | hither | something | double | pair of | a pair of | tag | asc | thing | my dear | dear | grandson | message | em | on the board | style | the square kind | kind | path | result | value | values | as values | parts | part | like this | like so | ok | yo | this child | misspoke | moment | when you have a moment | most grateful | little | one only | form | global | line | ur | msg | terminal | missing | stays | also | possible | it is possible | want | stay same | rest stay same | no other change",
    "word": "word | words | term | names | name",
    "letter": "letter | character | letters",
    "text": "text | phrase | sentence | note | message | string | title | heading | the following | this",
}  # fmt: skip
_MARKS = {
    "->": "arrow", "[ ]": "empty square brackets", ".": "full stop | dot | period | terminal period | point", "=": "equals | equals sign | equal sign", "@": "at sign", "#": "hash | hash symbol | pound sign | hash mark",
    "&": "ampersand | and sign | and-sign", "_": "underscore | underline | low line", "—": "em dash | long dash", "–": "en dash", "•": "dot bullet | round bullet | bullet dot",
}  # fmt: skip

WORDS = Lexicon.of(
    (
        *((concept, "", phrases) for concept, phrases in reversed(_PHRASES.items())),
        *(("sign", sign, names) for sign, names in _MARKS.items()),
    ),
    LEXICON.phrases,
)
"""The words of forms, and on top of them those of what is composed."""

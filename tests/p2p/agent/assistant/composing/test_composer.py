from datetime import date

import pytest

from p2p.agent.assistant.assistant import Assistant
from p2p.agent.assistant.composing.composer import MAX_LENGTH, candidates_of
from p2p.agent.assistant.composing.ranking import ranked
from p2p.agent.assistant.memory import Memory

REQUESTS = [
    ("put underscores where the spaces are: my cool username", "my_cool_username"),
    ("Please change every space for a dot: big red house", "big.red.house"),
    ("Swap each a for an o in banana", "bonono"),
    ("Global change: 'grey' becomes 'gray'. Line: grey skies, grey seas", "gray skies, gray seas"),
    ("Invert the sequence, keeping the semicolons between items: intro; body; close", "close; body; intro"),
    ("Only the last word should be in capitals here: please close the gate", "please close the GATE"),
    ("double quotes around each of these, comma and space in between: up, down", '"up", "down"'),
    ("I need 'Mr' put in front of each of these surnames, please, and do keep the comma: Hale, Brook", "Mr Hale, Mr Brook"),
    ("Say 'well done' twice, once on each of two lines.", "well done\nwell done"),
    ("Write the note 'bring your boots' and, underneath it on its own line, sign it - Mrs Hall", "bring your boots\n- Mrs Hall"),
    ("This child has pressed caps lock. Put it right by making every letter small: MY DOG IS BROWN", "my dog is brown"),
    ("put honey at the end of this list: bread, cheese", "bread, cheese, honey"),
    ("repeat this list without watch: ring, watch, belt", "ring, belt"),
    ("5 to 25 step 5, sep ', '", "5, 10, 15, 20, 25"),
    ("tens from 10 to 50 please, separated by a comma and a space", "10, 20, 30, 40, 50"),
    ("A rule made of fifteen equals signs, unspaced.", "==============="),
    ("JUMP, letter by letter, hyphens, keep it upper case", "J-U-M-P"),
    ("Two-line heading. Upper deck: budget passes. Lower deck: taxes to rise.", "budget passes\ntaxes to rise"),
    ("key=value pairs, ';' between, no spaces: a is 1, b is 2", "a=1;b=2"),
    ('give me JSON with name set to "Ola" and age set to 31, no other text', '{"name": "Ola", "age": 31}'),
]


@pytest.mark.parametrize(("request_", "reply"), REQUESTS)
def test_the_reply_that_is_asked_for_is_among_those_that_are_composed(request_: str, reply: str) -> None:
    assert reply in {candidate.reply for candidate in candidates_of(request_)}


def test_most_of_them_are_the_likeliest() -> None:
    best = [ranked(candidates_of(request)) for request, _ in REQUESTS]
    right = sum(one is not None and one.reply == reply for one, (_, reply) in zip(best, REQUESTS, strict=True))
    assert right >= 0.8 * len(REQUESTS)


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("to lower: README FIRST", "readme first"),
        ("put underscores where the spaces are: my cool username", "my_cool_username"),
        ("Invert the sequence, keeping the semicolons between items: intro; body; close", "close; body; intro"),
    ],
)
def test_the_assistant_says_what_is_composed(request_: str, reply: str, assistant: Assistant) -> None:
    assert assistant.reply(request_, Memory(), date(2026, 5, 5))[0].text == reply


@pytest.mark.parametrize(
    "told", ["my gym locker is number 31", "the spare key is under the blue pot", "remember this: the code is 4, 5, 6"]
)
def test_what_is_told_is_not_composed(told: str, assistant: Assistant) -> None:
    assert assistant.reply(told, Memory(), date(2026, 5, 5))[0].intent == "memory"


@pytest.mark.parametrize(
    "text", ["a, " * 190, "'a' " * 140, ": - " * 140, "line 1 " * 80, "key is 1 and " * 45, "9 to " * 110, "x" * (MAX_LENGTH + 1)]
)
def test_a_hostile_text_has_a_bounded_number_of_replies(text: str) -> None:
    assert len(candidates_of(text)) < 200

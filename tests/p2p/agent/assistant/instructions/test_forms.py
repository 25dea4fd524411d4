import pytest

from p2p.agent.assistant.instructions.forms import formed_reply
from p2p.agent.assistant.language.parting import partings
from p2p.agent.assistant.language.subjects import quoted


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("pears, plums, figs: show them with a bullet each", "- pears\n- plums\n- figs"),
        ("Could you put slashes between pears, plums and figs?", "pears/plums/figs"),
        ("low tide - put double quotes around that", '"low tide"'),
        ("Say low tide, but in square brackets please", "[low tide]"),
        ("is it raining - say that and place a question mark at the end", "is it raining?"),
        ("Write the lake is frozen with 'Notice:' in front", "Notice: the lake is frozen"),
        ("I need the word 'bell' 3 times, commas with spaces between", "bell, bell, bell"),
        ("I want to see low tide all in capitals", "LOW TIDE"),
        ("bullet points please: soap, towel, sponge", "- soap\n- towel\n- sponge"),
        ("numbered list: a, b", "1. a\n2. b"),
        ("join with semicolons: a, b", "a; b"),
        ("one per line: a, b", "a\nb"),
        ("drop the first item and repeat the others: hen, goose, duck", "goose, duck"),
        ("hashtags for each word: summer rain", "#summer #rain"),
        ("each in square brackets: a, b", "[a], [b]"),
        ("put parentheses around the word maybe, that's all", "(maybe)"),
        ("finish with a question mark: are we there yet", "are we there yet?"),
        ("add the signature - Kim on a separate line below: dinner is in the oven", "dinner is in the oven\n- Kim"),
        ("say ho three times", "ho ho ho"),
        ("write ha twice, each on its own line", "ha\nha"),
    ],
)
def test_a_form_is_understood_in_any_order_of_its_words(request_: str, reply: str) -> None:
    assert formed_reply(partings(quoted(request_))[0]) == reply


@pytest.mark.parametrize("request_", ["give me a nickname for my boat", "repeat the alarm four times", "who was the first woman at sea"])
def test_what_asks_for_no_form_is_left_alone(request_: str) -> None:
    assert formed_reply(partings(quoted(request_))[0]) is None


def test_nobody_makes_it_say_something_a_million_times() -> None:
    assert formed_reply(partings(quoted("say 'spam' 1000000 times"))[0]) is None

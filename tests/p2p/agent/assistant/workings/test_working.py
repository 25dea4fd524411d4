import pytest

from p2p.agent.assistant.language.subjects import quoted
from p2p.agent.assistant.workings.working import worked_reply


@pytest.mark.parametrize(
    ("request_text", "reply"),
    [
        ('"no smoking" in upper-case letters please', "NO SMOKING"),
        ("Which of the words lake, river, pond contains a v?", "river"),
        ("One of these does not end in 'ing': going, chess, being.", "chess"),
        ("Name the longest of oak, maple and elm, in capitals.", "MAPLE"),
        ("last but one of these, please: A4, B2, C9, D1", "C9"),
        ("swap first and last: salt, oil, tea (keep the commas)", "tea, oil, salt"),
        ("biggest first: 4, 19, 7", "19, 7, 4"),
        ("earliest first: 2024-05-01; 2023-12-24", "2023-12-24; 2024-05-01"),
        ("drop duplicates: tea tea milk tea", "tea milk"),
        ("Every second word of 'one fish two fish', starting with the first", "one two"),
        ("the first letters of 'sun up now' together", "sun"),
        ("Take the first three letters of each of 'Monday' and 'Friday' and join them with slashes", "Mon/Fri"),
        ("the vowels of 'education', no gaps", "euaio"),
        ("double every letter of 'tin'", "ttiinn"),
        ("Shift each letter of 'bad' one place forward in the alphabet", "cbe"),
        ("put an s on each: cat dog hen", "cats dogs hens"),
        ("Which item stands immediately after 'oboe' in flute, oboe, bassoon?", "bassoon"),
        ("Which is not a colour: blue, chair, yellow?", "chair"),
        ("how many commas are in 'a, b, c'", "2"),
        ("Number these with a closing bracket: ash, elm", "1) ash\n2) elm"),
        ("as a compact json array: fig, plum", '["fig","plum"]'),
        ("Enclose each of the words 'yes' and 'no' in square brackets, separated by a space", "[yes] [no]"),
        ("Initials of Clara Maria Olsen, with no full stops", "CMO"),
        ("the part of 'library/poetry/sonnets' after the last slash", "sonnets"),
        ("3, 6, 12, ... what comes next?", "24"),
    ],
)
def test_what_is_asked_of_items_is_worked_out(request_text: str, reply: str) -> None:
    assert worked_reply(quoted(request_text)) == reply


@pytest.mark.parametrize(
    "request_text",
    [
        "The skip arrives on Wednesday.",
        "The parent evening is on 6 February.",
        "How many days are there in two weeks?",
        "What is the first name of my longest friend?",
        "Who had the last word in the argument?",
        "What was the first word of the baby?",
        "What is the last name of the president?",
        "How should I spell doctor?",
        "How old are you in 2019?",
        "Forward the text I just got from Henry to Giselle",
        "Tell me about the last king, the first queen and their palace.",
    ],
)
def test_what_asks_nothing_of_items_is_not_worked_out(request_text: str) -> None:
    assert worked_reply(quoted(request_text), is_sure=True) is None

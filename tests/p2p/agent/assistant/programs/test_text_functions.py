"""What the functions that make texts make."""

import pytest

from p2p.agent.assistant.programs.language import read_program, run_program

MADE = {
    'repeat("hop", 3, " ")': "hop hop hop",
    'join(number_items(items("tea, coffee, water"), "a) "), "\\n")': "a) tea\nb) coffee\nc) water",
    'join(number_items(items("tea; coffee"), "Step 9: "), " ")': "Step 9: tea Step 10: coffee",
    'join(concat("#", words("winter holiday")), " ")': "#winter #holiday",
    'join(concat(items("a, b"), ": ", items("x, y")), "\\n")': "a: x\nb: y",
    'upper(acronym("as soon-as possible"))': "ASAP",
    'replace("the cat sat by the catflap", "cat", "dog")': "the dog sat by the catflap",
    'replace("banana", "an", "o")': "booa",
    'remove("it is not cold", "not")': "it is cold",
    'replace_characters("hello", "aeiou", "*")': "h*ll*",
    'remove_vowels("Uber")': "br",
    'remove_punctuation("well, done!")': "well done",
    'join_last(items("bats, balls, nets"), ", ", " and ")': "bats, balls and nets",
    'slice_text("abcdef", 2, -2)': "bcde",
    'decimals(2.5, 2)': "2.50",
    'thousands(1234567.5)': "1,234,567.5",
    'in_words(121)': "one hundred and twenty-one",
    'join(in_words(from_to(3, 1)), " ")': "three two one",
    'in_roman(items("1, 5 and 10"))': "I, V, X",
    'join(number_items(items("a, b"), "Q09: "), ", ")': "Q09: a, Q10: b",
    'in_roman(1994)': "MCMXCIV",
    'ordinal(112)': "112th",
    'pad(7, 3, "0")': "007",
    'shift("Sunday", 1)': "Monday",
    'shift("january", -1)': "december",
    'shift("c", 2)': "e",
    'alternate("hello you")': "hElLo YoU",
    'title("green tea")': "Green Tea",
    'swapcase("aB")': "Ab",
    'capitalize(lower("SUMMER"))': "Summer",
    'drop_end("config.bak", ".bak")': "config",
    'spell("train", "-")': "t-r-a-i-n",
}  # fmt: skip


@pytest.mark.parametrize("notation", MADE)
def test_a_program_makes_its_reply(notation: str) -> None:
    assert run_program(read_program(notation)) == MADE[notation]

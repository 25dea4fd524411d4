from datetime import date

import pytest

from p2p.agent.assistant.instructions.following import follow
from p2p.agent.assistant.tools.chains import use_tools

TODAY = date(2026, 5, 5)
INSTRUCTIONS = [
    ("Answer with exactly the words: the door is open", "the door is open"),
    ("say hello", "hello"),
    ("Repeat after me: red lorry, yellow lorry", "red lorry, yellow lorry"),
    ("Respond with only the word pineapple", "pineapple"),
    ("Output 'abc-123' and nothing else", "abc-123"),
    ("say 'go' three times separated by spaces", "go go go"),
    ("print the word tree twice, each on its own line", "tree\ntree"),
    ("Write ha five times without spaces", "hahahahaha"),
    ("repeat 'yo' 3 times with hyphens", "yo-yo-yo"),
    ("make a bulleted list of: pen, ink, paper", "- pen\n- ink\n- paper"),
    ("list these as bullets: a, b and c", "- a\n- b\n- c"),
    ("number these items: salt, oil", "1. salt\n2. oil"),
    ("Turn this into a numbered list: wake up, eat, run", "1. wake up\n2. eat\n3. run"),
    ("write in all caps: good night", "GOOD NIGHT"),
    ("in lower case please: LOUD NOISE", "loud noise"),
    ("put square brackets around the word draft", "[draft]"),
    ("wrap 'note' in asterisks", "*note*"),
    ("Enclose hello in double quotes", '"hello"'),
    ("Begin with 'Note:' and then write the shop is closed", "Note: the shop is closed"),
    ("End with an exclamation mark: what a day", "what a day!"),
    ("add a full stop at the end: we are done", "we are done."),
    ("count from 3 to 7 separated by spaces", "3 4 5 6 7"),
    ("count up from 1 to 4, one number per line", "1\n2\n3\n4"),
    ("list the even numbers from 2 to 10, separated by commas", "2, 4, 6, 8, 10"),
    ("numbers from 10 down to 7 with dashes", "10-9-8-7"),
    ("How much is 6 plus 7? Only the number.", "13"),
    ("What is 15 - 4? Reply with just the number", "11"),
    ("join these words with hyphens: state of the art", "state-of-the-art"),
    ("separate with pipes: a, b, c", "a|b|c"),
    ("repeat the list without the last item: one, two, three", "one, two"),
    ("give only the second of these: cat, dog, cow", "dog"),
    ("the first three words of 'all good things come to an end' and nothing else", "all good things"),
    ("hashtag each word: good morning", "#good #morning"),
    ("Line one: hello. Line two: goodbye.", "hello\ngoodbye"),
    ("first line yes, second line no", "yes\nno"),
    ("write bread on the first line and butter on the second line", "bread\nbutter"),
    ("reverse this list: x, y, z", "z, y, x"),
    ("ten dashes in a row", "----------"),
    ("print a line of 5 equals signs", "====="),
    ("a row of 4 hash signs, nothing else", "####"),
    ("Sign with - Ann on a new line: see you soon", "see you soon\n- Ann"),
    ("one word per line: cold hard cash", "cold\nhard\ncash"),
    ("Say the words sun, moon and stars separated by slashes: sun, moon, stars", "sun/moon/stars"),
    ("uppercase only the first letter: hello world", "Hello world"),
    ("answer only with yes or no: is 10 less than 3", "no"),
    ("letters a to e with spaces", "a b c d e"),
    ("Write 'ok' in parentheses", "(ok)"),
    ("put an asterisk before each item: a, b", "* a, * b"),
    ("these in alphabetical order, one per line: pear, apple, fig", "apple\nfig\npear"),
    ("say nothing but: acknowledged", "acknowledged"),
    ("copy this text exactly: Mixed CASE text!", "Mixed CASE text!"),
    ("spell cat with hyphens between the letters: cat", "c-a-t"),
    ("Reply 'pong'", "pong"),
    ("only the last word of 'the rain in spain'", "spain"),
    ("type the sentence the sky is grey in capitals", "THE SKY IS GREY"),
    ("Say goodbye in capital letters: goodbye", "GOODBYE"),
    ("Please output these three on separate lines: up, down, left", "up\ndown\nleft"),
    ("Make a checklist: milk, eggs", "- [ ] milk\n- [ ] eggs"),
    ("in quotes: do not enter", '"do not enter"'),
    ("swap the two words: pepper salt", "salt pepper"),
    ("Return this with every letter capital: quiet please", "QUIET PLEASE"),
    ("repeat it backwards: stop", "pots"),
    ("print 'la' 4 times, commas between, no spaces", "la,la,la,la"),
    ("Return the number 42 and nothing else", "42"),
    ("Reply in one line with spaces: a, b, c", "a b c"),
    ("combine with plus signs: a, b, c", "a+b+c"),
    ("remove the commas: a, b, c", "a b c"),
    ("Write the sentence 'I am here' with a question mark at the end", "I am here?"),
    ("Say 'done' if 5 is more than 3, otherwise say 'failed'", "done"),
    ("Remove fig from the list plum, fig, date and print the result.", "plum, date"),
    ("Remove the second item from plum, fig, date, lime and return the rest, separated by commas.", "plum, date, lime"),
    ("Add lime to the start of the list plum, fig, date and output the new list.", "lime, plum, fig, date"),
    ("In the list plum, fig, date, replace fig with pear and return the list.", "plum, pear, date"),
    ("From the words plum, fig, pear, date, keep only those that end with the letter g.", "fig"),
    ("Of the numbers 4, 9, 12, 31, print only those less than 10.", "4, 9"),
    ("From the list 4, 9, 12, 31, list the odd numbers only.", "9, 31"),
    ("From the list ant, beetle, fly, moth, return only the words with more than three letters.", "beetle, moth"),
    ("Given the numbers 4, 9, 12, 31, leave out the even ones and return the rest.", "9, 31"),
    ("Swap the first and the last item of the list plum, fig, date and return the new list.", "date, fig, plum"),
    ("Return the list plum, fig, date without the word fig.", "plum, date"),
    ("Return the words red, green, blue as a single line in which hyphens replace the commas and spaces.", "red-green-blue"),
    ("Take the list plum, fig, date, remove fig, and return the rest in upper case.", "PLUM, DATE"),
    ("Capitalise every item in the list plum, fig, date and return the list with one item per line.", "Plum\nFig\nDate"),
    ("From the list dog, horse, ant, return only the words that have exactly three letters.", "dog, ant"),
    ("From the words kite, apple, orange, drum, return those that begin with a vowel.", "apple, orange"),
    ("From the list level, river, noon, return the words that contain the letter v.", "level, river"),
    ("From the list 5, pear, 9, plum, return only the words.", "pear, plum"),
    ("What is seven plus five? Reply with the number in words only.", "twelve"),
    ("Confirm by writing the single word ready.", "ready"),
    ("Write the word drop in upper case, surrounded by asterisks.", "*DROP*"),
    ("Omit every second item from this list: a1, b2, c3, d4", "a1, c3"),
    ("Sort the numbers 9, 2, 5 in ascending order and return the result as a JSON array.", "[2, 5, 9]"),
    ("Return an empty JSON object.", "{}"),
    ("Return a JSON object that maps the word one to 1 and the word two to 2.", '{"one": 1, "two": 2}'),
    ("Return a JSON object with the keys a and b, whose values are the numbers 1 and 2.", '{"a": 1, "b": 2}'),
    ("Acknowledge with the word noted.", "noted"),
    ("Write the word left, a line break, and the word right.", "left\nright"),
    ("Is 8 positive or negative? Answer POSITIVE or NEGATIVE.", "POSITIVE"),
    ("Put a hyphen around the phrase 'no way', without spaces around the hyphens", "-no way-"),
    ("Return the text between the quotes, leaving the quotes out: 'Low Tide'", "Low Tide"),
]
NO_INSTRUCTIONS = [
    "open the garage",
    "start training on my photos",
    "Repeat the timer ten times",
    "Say cheers in Irish",
    "show only nearby nodes that offer storage",
    "do grapes get sweeter after they've been picked?",
]


def followed(request_: str) -> str | None:
    return follow(request_, use_tools(request_, TODAY), TODAY)


@pytest.mark.parametrize(("request_", "reply"), INSTRUCTIONS)
def test_an_instruction_is_followed_to_the_letter(request_: str, reply: str) -> None:
    assert followed(request_) == reply


@pytest.mark.parametrize("request_", NO_INSTRUCTIONS)
def test_what_prescribes_no_reply_is_left_alone(request_: str) -> None:
    assert followed(request_) is None


def test_a_request_that_asks_at_great_length_prescribes_no_reply() -> None:
    assert followed("say yes and then " * 200) is None


def test_a_long_text_behind_a_colon_is_read_as_one() -> None:
    words = [f"word{number}" for number in range(1000, 0, -1)]
    assert followed(f"Join these with hyphens: {', '.join(words)}") == "-".join(words)

"""What programs make, and that no program, whatever it says, does more than fail in the one way it may."""

import ast
import contextlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2p.agent.assistant.programs.language import FUNCTIONS, MAX_CALLS, Call, Program, call, read_program, run_program
from p2p.agent.assistant.programs.values import MAX_TEXT, ProgramError

MADE = {
    'repeat("hop", 3, " ")': "hop hop hop",
    'json(object("name", "Ola", "age", 31, "in", True, "pet", None))': '{"name": "Ola", "age": 31, "in": true, "pet": null}',
    'json(zip_object(items("x and y"), numbers(items("1, 2"))))': '{"x": 1, "y": 2}',
    'json(numbers(items("3, 8 and 15")))': "[3, 8, 15]",
    'json(list("ü", 0.5))': '["ü", 0.5]',
    'join(number_items(items("tea, coffee, water"), "a) "), "\\n")': "a) tea\nb) coffee\nc) water",
    'join(number_items(items("tea; coffee"), "Step 9: "), " ")': "Step 9: tea Step 10: coffee",
    'choose(more("22:00", "9 pm"), "late", "early")': "late",
    'choose(both(is_even(4), negate(is_odd(4))), "even", "odd")': "even",
    'choose(either(is_prime(9), divides(3, 9)), "yes", "no")': "yes",
    'join(concat("#", words("winter holiday")), " ")': "#winter #holiday",
    'join(concat(items("a, b"), ": ", items("x, y")), "\\n")': "a: x\nb: y",
    'join(those_shorter(items("cat, mouse, ox"), 4), ", ")': "cat, ox",
    'those_even(from_to(1, 9))': "2, 4, 6, 8",
    'join(without(items("red, green and blue"), "Green"), " / ")': "red / blue",
    'upper(acronym("as soon-as possible"))': "ASAP",
    'join(from_to(20, 10, 5), "-")': "20-15-10",
    'join(from_to("e", "a"), "")': "edcba",
    'replace("the cat sat by the catflap", "cat", "dog")': "the dog sat by the catflap",
    'replace("banana", "an", "o")': "booa",
    'remove("it is not cold", "not")': "it is cold",
    'replace_characters("hello", "aeiou", "*")': "h*ll*",
    'remove_vowels("Uber")': "br",
    'remove_punctuation("well, done!")': "well done",
    'join_last(items("bats, balls, nets"), ", ", " and ")': "bats, balls and nets",
    'join(swap(items("salt, pepper"), 1, 2), " & ")': "pepper & salt",
    'drop_nth(items("a, b and c"), -1)': "a, b",
    'set_nth(words("we leave now"), 2, upper(nth(words("we leave now"), 2)))': "we, LEAVE, now",
    'insert(items("b, c"), 1, "a")': "a, b, c",
    'insert(items("a, b"), -1, "c")': "a, b, c",
    'slice_list(items("a, b, c, d"), 2, -2)': "b, c",
    'slice_text("abcdef", 2, -2)': "bcde",
    'every(letters("abcdef"), 2, 2)': "b, d, f",
    'rotate(items("a, b, c"), 1)': "b, c, a",
    'sort(items("10, 9, two"))': "two, 9, 10",
    'sort_down(items("fig, Ant"))': "fig, Ant",
    'sort_by_length(items("pear, fig"))': "fig, pear",
    'unique(items("x, y, X, z"))': "x, y, z",
    'longest(items("ox, cat"))': "cat",
    'largest(items("45, 54"))': "54",
    'middle(words("one two three"))': "two",
    'groups(letters("12345"), 2, "")': "12, 34, 5",
    'interleave(items("a, b"), items("1, 2"))': "a, 1, b, 2",
    'numbers_in("bus 9 at gate 4.5")': "9, 4.5",
    'count_letters("my socks")': "7",
    'count_of("no no yes no", "no")': "3",
    'count_of("banana", "a")': "3",
    'place_of(items("a, b"), "B")': "2",
    'add(12, items("8, 5"))': "25",
    'divide(1, 8)': "0.125",
    'round_to(2.5, 1)': "3",
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
    'sentences("Stop. Go!")': "Stop., Go!",
    'choose(is_palindrome("Anna"), "yes", "no")': "yes",
    'power(2, "thrice")': "8",
    'choose(equal("3", 3.0), "same", "other")': "same",
    'choose(contains(items("geo, theo"), "leo"), "y", "n")': "n",
    'drop_end("config.bak", ".bak")': "config",
    'spell("train", "-")': "t-r-a-i-n",
}  # fmt: skip
REFUSED = (
    "", "hop", "hop()", "upper()", 'upper("a", "b")', 'upper(text="a")', "upper(*[1])", '"a" + "b"', "[1]", "lambda: 1", "().__class__",
    '__import__("os")', 'nth(items("a"), 2)', "divide(1, 0)", "power(10, 99)", 'repeat("a", 99999)', "from_to(1, 99999)", "in_roman(0)",
    'number_items(items("a"), "- ")', 'object("a")', 'choose("yes", 1, 2)', 'add("cat", 1)', 'middle(items("a, b"))', 'shift("z", 1)',
    'zip_object(items("a"), items("b, c"))', 'largest(list())', "(" * 200 + ")" * 200, 'upper("' + "\\0" * 3,
)  # fmt: skip


@pytest.mark.parametrize("notation", MADE)
def test_a_program_makes_its_reply(notation: str) -> None:
    assert run_program(read_program(notation)) == MADE[notation]


def test_every_function_is_shown_or_keeps_items() -> None:
    used = {
        node.func.id
        for notation in MADE
        for node in ast.walk(ast.parse(notation))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    hidden = {name for name in FUNCTIONS if name not in used and not name.startswith("those_")}
    assert hidden <= {
        "at_least", "at_most", "average", "backwards", "consonants", "count", "drop_first", "drop_last", "drop_start", "ends", "extend", "first",
        "is_number", "is_upper", "last", "length_is", "less", "lines", "longer", "multiply", "remainder", "reverse_list", "shorter", "shortest",
        "smallest", "sort_by_length_down", "split", "starts", "strip", "subtract", "vowels",
    }  # fmt: skip


@pytest.mark.parametrize("notation", REFUSED)
def test_what_is_no_program_or_has_no_value_is_refused(notation: str) -> None:
    with pytest.raises(ProgramError):
        run_program(read_program(notation))


def test_a_program_of_too_many_calls_is_refused() -> None:
    program: Program = "a"
    for _ in range(MAX_CALLS + 1):
        program = Call("upper", (program,))
    with pytest.raises(ProgramError):
        run_program(program)


LITERALS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["a, b and c", "3, 8", "twice", "", "22:00"]),
    st.fractions(-50, 50, max_denominator=4),
    st.none(),
    st.booleans(),
)


def calls(arguments: st.SearchStrategy[Program]) -> st.SearchStrategy[Program]:
    def of(name: str) -> st.SearchStrategy[Program]:
        least, most = FUNCTIONS[name].least, min(FUNCTIONS[name].most, 4)
        return st.lists(arguments, min_size=least, max_size=most).map(lambda some: call(name, tuple(some)))

    return st.sampled_from(sorted(FUNCTIONS)).flatmap(of)


@given(st.recursive(LITERALS, calls, max_leaves=12))
def test_any_program_has_a_bounded_text_or_none(program: Program) -> None:
    with contextlib.suppress(ProgramError):
        assert len(run_program(program)) <= MAX_TEXT


def test_numbers_are_exact() -> None:
    assert run_program(call("add", (Fraction("0.1"), Fraction("0.2")))) == "0.3"

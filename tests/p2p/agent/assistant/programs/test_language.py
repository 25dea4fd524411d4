"""What programs make, and that no program, whatever it says, does more than fail in the one way it may."""

import contextlib
import tracemalloc
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2p.agent.assistant.programs.language import FUNCTIONS, MAX_CALLS, Call, Program, call, read_program, run_program
from p2p.agent.assistant.programs.values import MAX_TEXT, ProgramError

REFUSED = (
    "", "hop", "hop()", "upper()", 'upper("a", "b")', 'upper(text="a")', "upper(*[1])", '"a" + "b"', "[1]", "lambda: 1", "().__class__",
    '__import__("os")', 'nth(items("a"), 2)', "divide(1, 0)", "power(10, 99)", 'repeat("a", 99999)', "from_to(1, 99999)", "in_roman(0)",
    'number_items(items("a"), "- ")', 'object("a")', 'choose("yes", 1, 2)', 'add("cat", 1)', 'middle(items("a, b"))', 'shift("z", 1)',
    'zip_object(items("a"), items("b, c"))', 'largest(list())', "(" * 200 + ")" * 200, 'upper("' + "\\0" * 3,
)  # fmt: skip


@pytest.mark.parametrize("notation", REFUSED)
def test_what_is_no_program_or_has_no_value_is_refused(notation: str) -> None:
    with pytest.raises(ProgramError):
        run_program(read_program(notation))


GREEDY = (
    'join(from_to("\ud7fb", "\ufb01"), "")', 'join(concat(from_to("a", "\U00020000"), repeat("x", 300)), " ")', 'from_to("a", "C")', 'from_to("a", 5)',
    'pad(from_to("a", "z"), 10000, "x")', "power(power(power(divide(1, 3), 60), 60), 60)", "multiply(divide(1, power(10, 60)), divide(1, power(10, 60)), 3)",
    'object("a", divide(power(10, 60), divide(7, power(10, 60))))', 'count(interleave(repeat("a,", 5000), repeat("b,", 5000)))', 'repeat("ok", 0)',
    "concat(from_to(1, 1000), repeat('x', 9000))", "those_contains(from_to(1, 1000), from_to(1, 1000))", "drop_end(from_to(1, 1000), from_to(1, 1000))",
    'items(concat("a", repeat(" ", 9990), "b"))', 'replace(concat(from_to(1, 1000), repeat(" a", 4990)), "b", "x")', "add(1e999)", 'shift("z", 1)',
    'number_items(from_to(1, 30), "y) ")', 'slice_text("abc", 0, 2)', 'insert(items("a"), 99, "b")', "upper(" * 40 + '"a"' + ")" * 40,
)  # fmt: skip


@pytest.mark.parametrize("notation", GREEDY)
@pytest.mark.timeout(5)
def test_what_would_take_long_or_much_is_refused_or_soon_done(notation: str) -> None:
    with contextlib.suppress(ProgramError):
        made = run_program(read_program(notation))
        assert len(made) <= MAX_TEXT and made.encode()


ROW, LONG = "from_to(1, 1000)", 'repeat("a", 9999)'
SPREADING = (
    "json(" * 20 + "'" + '"' * 20 + "'" + ")" * 20, f'replace({LONG}, "a", {LONG})', f'replace_characters({LONG}, "a", {LONG})', f"spell({LONG}, {LONG})",
    f"join({ROW}, {LONG})", f'join_last({ROW}, {LONG}, "")', f"groups({ROW}, 1000, {LONG})", f'pad(list({ROW}, {ROW}), 1000, "x")',
    f"list({', '.join([ROW] * 23)})", f"list({ROW}, list({ROW}))", f'object("a", {ROW}, "b", {ROW})', 'number_items("a b", repeat("9", 4000))',
    "thousands(" * 20 + ROW + ")" * 20,
)  # fmt: skip


@pytest.mark.parametrize("notation", SPREADING)
def test_what_grows_as_it_is_made_is_refused_before_it_is_large(notation: str) -> None:
    program = read_program(notation)
    tracemalloc.start()
    try:
        with pytest.raises(ProgramError):
            run_program(program)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_what_is_long_but_bounded_is_made() -> None:
    assert len(run_program(read_program(f'join({ROW}, ", ")'))) == 4891
    assert run_program(read_program('replace("a-b-a", "-", "..")')) == "a..b..a"


@pytest.mark.parametrize(
    ("notation", "made"),
    [
        ('sort(items("pair, couple, apple"))', "apple, couple, pair"), ('thousands("-0.5")', "-0.5"), ('slice_list(items("a b c"), 1, -5)', ""),
        ('ordinal("-1")', "-1st"), ("decimals(2.5, 0)", "3"), ('choose(equal("a", "an"), "same", "other")', "other"),
    ],
)  # fmt: skip
def test_signs_places_and_words_are_taken_as_people_do(notation: str, made: str) -> None:
    try:
        assert run_program(read_program(notation)) == made
    except ProgramError:
        assert made == ""


def test_a_program_of_too_many_calls_is_refused() -> None:
    program: Program = "a"
    for _ in range(MAX_CALLS + 1):
        program = Call("upper", (program,))
    with pytest.raises(ProgramError):
        run_program(program)


LITERALS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["a, b and c", "3, 8", "twice", "", "22:00", "1 May", "2026-05-01", "Friday", "km", "miles", "2 h 5 min"]),
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
        assert len(run_program(program, date(2026, 9, 28))) <= MAX_TEXT


def test_numbers_are_exact() -> None:
    assert run_program(call("add", (Fraction("0.1"), Fraction("0.2")))) == "0.3"

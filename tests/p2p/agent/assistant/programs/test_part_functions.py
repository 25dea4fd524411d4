"""Parts of texts, letters of the alphabet, and what is done to each item."""

import pytest

from p2p.agent.assistant.programs.language import read_program, run_program
from p2p.agent.assistant.programs.values import ProgramError

MADE = (
    ('repeated(items("blue, pink, Blue, grey, pink"))', "blue, pink"), ('repeated(items("a, b"))', ""), ("those_prime(from_to(1, 12))", "2, 3, 5, 7, 11"),
    ('before("a - b - c", " - ")', "a"), ('after("a - b - c", " - ")', "b - c"), ('between("x (y) z", "(", ")")', "y"),
    ('keep_digits("a1 b22")', "122"), ('keep_letters("a1 b22")', "ab"), ('remove_digits("row 12 seat")', "row seat"),
    ('camel("My big-dog")', "myBigDog"), ('camel("!")', ""), ('pad_end("ab", 5, ".")', "ab..."), ('replace_first("a b a", "a", "z")', "z b a"),
    ('replace_last("a b a", "a", "z")', "a b z"), ('nth_word(items("Ann Lee, Bo Ray"), -1)', "Lee, Ray"), ('nth_word("one two", 2)', "two"),
    ('letter_shift("Hello, z", 13)', "Uryyb, m"), ("letter_at(26)", "z"), ('letter_place("C")', "3"), ('add_each(items("3, four"), 2)', "5, 6"),
    ('multiply_each(items("3, 4"), -2)', "-6, -8"), ('common(items("a, b"), items("B, c"))', "b"), ('continue_row(items("2, 4, 8"), 2)', "16, 32"),
    ('continue_row(items("9, 6"), 2)', "3, 0"), ('continue_row(items("a, c, e"), 2)', "g, i"), ('roman_items(items("x, y, z, w"), "i. ")', "i. x, ii. y, iii. z, iv. w"),
    ('roman_items(items("x, y"), "I) ")', "I) x, II) y"), ('sort_by_number(items("Ana 31, Bo 12"))', "Bo 12, Ana 31"),
    ('sort_by_number_down(items("Bo 12, Ana 31"))', "Ana 31, Bo 12"), ('sort_by_last_word(items("Ann Lee, Bo Ada"))', "Bo Ada, Ann Lee"),
)  # fmt: skip


@pytest.mark.parametrize(("notation", "made"), MADE)
def test_what_they_make(notation: str, made: str) -> None:
    if made:
        assert run_program(read_program(notation)) == made
    else:
        with pytest.raises(ProgramError):
            run_program(read_program(notation))


REFUSED = (
    'before("a", "b")', 'after("a", "")', 'between("(a", "(", ")")', 'pad_end("a", 3, "ab")', 'pad_end("a", 9999, "b")', 'replace_first("a", "b", "c")',
    'replace_last("a", "", "c")', 'nth_word("a b", 3)', 'nth_word("a b", 0)', "letter_at(27)", "letter_at(1.5)", 'letter_place("ab")', 'letter_place("\ufb06")',
    'add_each(items("a, b"), 1)', 'continue_row(items("1, 2, 4, 7"), 1)', 'continue_row(items("x, y, z"), 1)', 'continue_row(items("1, 2"), 101)',
    'continue_row(items("a, c, d"), 1)', 'continue_row(items("5"), 1)', 'continue_row(items("0, 0, 1"), 1)', 'roman_items(items("a"), "- ")',
    'sort_by_number(items("a, b"))',
)  # fmt: skip


@pytest.mark.parametrize("notation", REFUSED)
def test_what_has_no_value_is_refused(notation: str) -> None:
    with pytest.raises(ProgramError):
        run_program(read_program(notation))

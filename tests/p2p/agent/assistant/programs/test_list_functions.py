"""What the functions that make lists, or choose from them, make."""

import pytest

from p2p.agent.assistant.programs.language import read_program, run_program

MADE = {
    'join(those_shorter(items("cat, mouse, ox"), 4), ", ")': "cat, ox",
    'those_even(from_to(1, 9))': "2, 4, 6, 8",
    'join(without(items("red, green and blue"), "Green"), " / ")': "red / blue",
    'join(from_to(20, 10, 5), "-")': "20-15-10",
    'join(from_to("e", "a"), "")': "edcba",
    'join(swap(items("salt, pepper"), 1, 2), " & ")': "pepper & salt",
    'drop_nth(items("a, b and c"), -1)': "a, b",
    'set_nth(words("we leave now"), 2, upper(nth(words("we leave now"), 2)))': "we, LEAVE, now",
    'insert(items("b, c"), 1, "a")': "a, b, c",
    'insert(items("a, b"), -1, "c")': "a, b, c",
    'slice_list(items("a, b, c, d"), 2, -2)': "b, c",
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
    'sentences("Stop. Go!")': "Stop., Go!",
}  # fmt: skip


@pytest.mark.parametrize("notation", MADE)
def test_a_program_makes_its_reply(notation: str) -> None:
    assert run_program(read_program(notation)) == MADE[notation]

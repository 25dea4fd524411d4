"""What the functions that count, reckon, compare and decide make, and those of JSON."""

import pytest

from p2p.agent.assistant.programs.language import read_program, run_program

MADE = {
    'json(object("name", "Ola", "age", 31, "in", True, "pet", None))': '{"name": "Ola", "age": 31, "in": true, "pet": null}',
    'json(zip_object(items("x and y"), numbers(items("1, 2"))))': '{"x": 1, "y": 2}',
    'json(numbers(items("3, 8 and 15")))': "[3, 8, 15]",
    'json(list("ü", 0.5))': '["ü", 0.5]',
    'choose(more("22:00", "9 pm"), "late", "early")': "late",
    'choose(both(is_even(4), negate(is_odd(4))), "even", "odd")': "even",
    'choose(either(is_prime(9), divides(3, 9)), "yes", "no")': "yes",
    'count_letters("my socks")': "7",
    'count_of("no no yes no", "no")': "3",
    'count_of("banana", "a")': "3",
    'place_of(items("a, b"), "B")': "2",
    'add(12, items("8, 5"))': "25",
    'divide(1, 8)': "0.125",
    'round_to(2.5, 1)': "3",
    'choose(is_palindrome("Anna"), "yes", "no")': "yes",
    'power(2, "thrice")': "8",
    'choose(equal("3", 3.0), "same", "other")': "same",
    'choose(contains(items("geo, theo"), "leo"), "y", "n")': "n",
}  # fmt: skip


@pytest.mark.parametrize("notation", MADE)
def test_a_program_makes_its_reply(notation: str) -> None:
    assert run_program(read_program(notation)) == MADE[notation]

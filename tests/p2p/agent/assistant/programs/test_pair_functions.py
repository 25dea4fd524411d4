"""Pairs, as people list them."""

import pytest

from p2p.agent.assistant.programs.language import read_program, run_program
from p2p.agent.assistant.programs.values import ProgramError

LISTED = (
    "Anna: 5, Ben: 7",
    "Anna:5, Ben:7",
    "Anna has got 5, Ben has got 7",
    "Anna=5; Ben=7",
    "Anna is 5 and Ben is 7",
    "Anna 5, Ben 7",
    "Anna -> 5\\nBen -> 7",
    "{Anna: 5, Ben: 7}",
)


@pytest.mark.parametrize("listed", LISTED)
@pytest.mark.parametrize(
    ("asked", "made"),
    [
        ('keys("{}")', "Anna, Ben"), ('values("{}")', "5, 7"), ('value_of("{}", "ben")', "7"), ('key_of("{}", 5)', "Anna"),
        ('key_of_largest("{}")', "Ben"), ('key_of_smallest("{}")', "Anna"), ('json(pairs_object("{}"))', '{{"Anna": "5", "Ben": "7"}}'),
    ],
)  # fmt: skip
def test_pairs_are_read_however_they_are_marked(listed: str, asked: str, made: str) -> None:
    assert run_program(read_program(asked.replace("{}", listed))) == made.replace("{{", "{").replace("}}", "}")


@pytest.mark.parametrize(
    "notation", ['keys("a, b")', 'value_of("a: 1", "b")', 'key_of("a: 1", 2)', 'key_of_largest("")', 'values("a: 1, b")']
)
def test_what_is_no_pair_or_not_there_is_refused(notation: str) -> None:
    with pytest.raises(ProgramError):
        run_program(read_program(notation))


@pytest.mark.timeout(5)
def test_an_item_of_blanks_or_digits_is_soon_read() -> None:
    for item in ('concat("a", repeat(" ", 9000), "b")', 'repeat("1", 9000)'):
        with pytest.raises(ProgramError):
            run_program(read_program(f"keys(list({item}))"))
    assert run_program(read_program('key_of_largest(list(concat("a ", repeat("1", 9000), " b")))')) == "a"


@pytest.mark.parametrize(
    ("asked", "made"),
    [
        ('key_of_largest("Ben has 4 stamps, Ida has 9 and Omar has 7")', "Ida"), ('key_of_largest("Ben had 4, Ida had 19")', "Ida"),
        ('key_of_largest("Mia ran 3 km, Leo 15 km")', "Leo"), ('keys("Mia ran 3 km, Leo 5 km")', "Mia, Leo"), ('key_of_smallest("Ana: 12 km, Bo: 9 km")', "Bo"),
        ('key_of_largest("Rex weighs $4, Bob $12")', "Bob"), ('keys("Rex weighs $4, Bob $12")', "Rex, Bob"), ('key_of_smallest("Mon 12°, Tue -3°")', "Tue"),
        ('key_of_largest("bus 9:30, train 10:05")', "train"), ('key_of_largest("shop: 9 am; bar: 2 pm")', "bar"),
        ('key_of_smallest("a: 2024-05-01; b: 2024-04-30")', "b"), ('key_of_largest("a: .5; b: .25")', "a"), ('key_of_largest("a: -$5; b: $3")', "b"),
        ('value_of("the sum Ann paid was 12, the sum Ben paid was 5", "the sum Ann paid")', "12"), ('keys("tickets sold 40, tickets paid 3")', "tickets sold, tickets paid"),
        ('keys("Mia ran 3 km, Ada swam 4 km")', "Mia, Ada"), ('key_of_largest("Anna runs 5 km, Ben runs 7 km")', "Ben"), ('values("Mia ran 3 km, Leo 5 km")', "3 km, 5 km"),
    ],
)  # fmt: skip
def test_an_amount_is_a_value_by_its_number(asked: str, made: str) -> None:
    assert run_program(read_program(asked)) == made


def test_times_of_day_are_values() -> None:
    assert run_program(read_program('values("opens 9:30, closes 17:00")')) == "9:30, 17:00"

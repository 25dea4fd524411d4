"""What the functions that reckon further and those that measure in units make, and what they refuse."""

import pytest

from p2p.agent.assistant.programs.language import read_program, run_program
from p2p.agent.assistant.programs.values import ProgramError

MADE = {
    "divisors(12)": "1, 2, 3, 4, 6, 12", "digits_sum(482)": "14", "digits_sum(-4.82)": "14", 'of_base("1010 1010", 2)': "170", "in_base(10, 2)": "1010", "in_base(-255, 16)": "-FF",
    "in_base(0, 2)": "0", 'of_base("1010", 2)': "10", 'of_base("ff", 16)': "255", 'of_base("-11", 2)': "-3",
    "quotient(17, 5)": "3", "quotient(-17, 5)": "-3", "percent(8, 1250)": "100", "percent(0.5, 30)": "0.15", "percent_more(80, 25)": "100",
    "percent_less(80, 25)": "60", "percent_less(80, 150)": "-40", "percent_change(80, 60)": "-25", "percent_change(-50, -25)": "50",
    "percent_share(15, 60)": "25", "root(144)": "12", "root(27, 3)": "3", "root(2)": "1.414214", "root(-8, 3)": "-2", "root(0.25)": "0.5",
    "multiply(root(2), root(2))": "2", "absolute(-4.5)": "4.5", "floor(-1.5)": "-2", "ceil(-1.5)": "-1", "floor(items('1.9, 2.1'))": "1, 2",
    "round_places(2.345, 2)": "2.35", "round_places(2.5, 0)": "3", "round_places(7, 2)": "7", 'median(items("3, 9, 4"))': "4", "median(1, 2)": "1.5",
    'spread(items("3, 9, -4"))': "13", "gcd(48, 36)": "12", "gcd(0, 5)": "5", "lcm(4, 6)": "12", "factorial(0)": "1", "factorial(20)": "2432902008176640000",
    'count_characters("ab cd")': "5", 'count_characters("")': "0", "choose(is_prime(1000003), 'yes', 'no')": "yes", "choose(is_prime(3215031751), 'yes', 'no')": "no",
    'convert(10, "km", "miles")': "6.213712", 'convert(68, "F", "degrees Celsius")': "20", 'convert(3, "in", "cm")': "7.62",
    'convert(1, "square km", "hectares")': "100", 'convert(90, "km/h", "metres per second")': "25", 'convert(1, "GB", "MB")': "1000",
    'convert(180, "degrees", "radians")': "3.141593", 'convert(1, "bar", "psi")': "14.503774", 'convert(1, "kWh", "MJ")': "3.6",
    'convert_text("2 days 6 hours", "hours")': "54", 'convert_text("half an hour", "minutes")': "30", 'convert_text("12 in", "cm")': "30.48",
    'convert_text("6\'2\\"", "cm")': "187.96", 'convert_text("60 km per hour", "m/s")': "16.666667",
}  # fmt: skip
REFUSED = (
    "divisors(0)", "divisors(1.5)", "divisors(20000)", "in_base(2.5, 2)", "in_base(5, 1)", "in_base(5, 17)", 'of_base("12", 2)', 'of_base("", 2)',
    'of_base(repeat("1", 9000), 2)', 'of_base("1_0", 2)', 'of_base("0xff", 16)', "digits_sum(divide(1, 3))",
    "quotient(1, 0)", "percent_change(0, 5)", "percent_share(1, 0)", "root(-4)", "root(2, 0)", "root(2, 99)", "root(2, 1.5)", 'percent("much", 5)',
    'absolute("cat")', "round_places(1, -1)", "round_places(1, 99)", "median(list())", "spread(list())", "gcd(1.5, 3)", 'lcm("cat", 2)', "factorial(-1)",
    "factorial(1.5)", "factorial(99)", "is_prime(1.5)", "is_prime(power(10, 40))", 'convert(1, "km", "kg")', 'convert(1, "km", "parrots")',
    'convert("much", "km", "m")', 'convert_text("2 days 3 km", "hours")', 'convert_text("hello", "hours")', 'convert_text(5, "hours")',
    'convert_text("2 days", "km")', "root(" + "9" * 2_000 + ")", "factorial(" + "9" * 2_000 + ")", 'convert_text("' + "1 h " * 200 + '", "hours")',
)  # fmt: skip


@pytest.mark.parametrize("notation", MADE)
def test_a_number_is_made(notation: str) -> None:
    assert run_program(read_program(notation)) == MADE[notation]


@pytest.mark.parametrize("notation", REFUSED)
@pytest.mark.timeout(5)
def test_what_has_no_value_is_refused(notation: str) -> None:
    with pytest.raises(ProgramError):
        run_program(read_program(notation))

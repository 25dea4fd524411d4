from fractions import Fraction

import pytest

from p2p.agent.assistant.tools.calculator import calculate

ALONE = [
    ("What is 12 squared?", "144"),
    ("the square root of 144 plus 6", "18"),
    ("2 to the power of 10", "1024"),
    ("17 mod 5", "2"),
    ("what remains when 100 is divided by 7", "2"),
    ("what is 20% off 45", "36"),
    ("Take 15 per cent off 80", "68"),
    ("30 is what percent of 120", "25"),
    ("What percentage of 80 is 20?", "25"),
    ("average of 4, 8 and 15", "9"),
    ("sum of 1, 2, 3 and 4", "10"),
    ("add 17 and 25", "42"),
    ("add up 3, 4, 5", "12"),
    ("subtract 19 from 50", "31"),
    ("multiply 12 by 12", "144"),
    ("divide 144 by 12", "12"),
    ("half of 90", "45"),
    ("three quarters of 80", "60"),
    ("two thirds of 90", "60"),
    ("cube root of 27", "3"),
    ("a price rises from 80 to 100, how many percent is that", "25"),
    ("by how many percent did it grow from 40 to 50", "25"),
    ("increase 200 by 15%", "230"),
    ("reduce 60 by a quarter", "45"),
    ("double 35", "70"),
    ("what's 1,234 + 766", "2000"),
    ("product of 6 and 7", "42"),
    ("difference between 100 and 58", "42"),
    ("12.5% of 640", "80"),
    ("(3+4)*2^3", "56"),
    ("5!", "120"),
    ("round 1234 to the nearest ten", "1230"),
    ("round 3.14159 to two decimals", "3.14"),
    ("100 - 45.5", "54.5"),
    ("seven times eighty-four", "588"),
    ("nine hundred ninety nine plus one", "1000"),
    ("minus 5 plus 12", "7"),
    ("I buy 3 notebooks at 2.40 each, what do I pay?", "7.2"),
    ("24 sweets shared equally among 6 kids, how many does each get", "4"),
    ("What is the total of 19.99 and 5.01", "25"),
    ("how much is 3/8 as a decimal", "0.375"),
    ("4 times 25 divided by 10", "10"),
    ("how much is a 15% tip on 80", "12"),
    ("45 with a 20% discount", "36"),
    ("2 + 2", "4"),
    ("what's the remainder of 29 divided by 4?", "1"),
    ("If I divide 50 by 8, what's left over?", "2"),
    ("mean of 2 4 6", "4"),
    ("the cube of 4", "64"),
    ("9 squared minus 1", "80"),
    ("ten to the sixth", "1000000"),
    ("100 less 35", "65"),
    ("compute 15 percent of two hundred", "30"),
    ("A bill of 84 plus 10% service: how much in total?", "92.4"),
    ("18 out of 24 in percent", "75"),
    ("what number is 40% of 60", "24"),
    ("rent went up from 800 to 860. how many percent is that?", "7.5"),
    ("sales dropped from 500 to 450, by how much percent?", "10"),
    ("3 to the 4th", "81"),
    ("√81", "9"),
    ("1000 divided by 8 minus 25", "100"),
    ("how often does 7 fit into 91", "13"),
    ("what is left of 100 after subtracting 37", "63"),
    ("20 minus 3 times 4", "8"),
    ("10% less than 50", "45"),
    ("5 more than 12", "17"),
    ("8 x 7", "56"),
    ("Quarter of 52?", "13"),
    ("one tenth of 250", "25"),
    ("What's thirty percent of ninety?", "27"),
    ("I had 50 euros and spent 12.5, how much is left", "37.5"),
    ("7 eggs in a basket, 12 baskets: how many eggs?", "84"),
    ("the average of my marks 80, 90 and 100", "90"),
    ("twenty percent of 45", "9"),
    ("how much is 15 taken from 40", "25"),
]
AFTER_FIFTY = [
    ("times 3", "150"),
    ("then halve it", "25"),
    ("add 10 to that", "60"),
    ("multiply by 5", "250"),
    ("Square that number", "2500"),
    ("a third of that", "16.666667"),
    ("add 44 to this third", "94"),
    ("take away 4.5", "45.5"),
    ("minus 12", "38"),
    ("split that over 16 files", "3.125"),
    ("Less 45 of adverts?", "5"),
    ("65 minus that", "15"),
    ("cut it into four equal pieces", "12.5"),
    ("apply that percentage to 200", "100"),
    ("divide by 7 and round to one decimal", "7.1"),
    ("the remainder when you divide it by 100", "50"),
    ("add 76", "126"),
    ("times 24 to get the hours", "1200"),
    ("How many years until I am 65, i.e. 65 minus that?", "15"),
    ("how many weeks is that - divide by 7 and round to one decimal", "7.1"),
    ("double it", "100"),
    ("what's 10% of that", "5"),
    ("take 20% off", "40"),
    ("add 10%", "55"),
    ("subtract 8", "42"),
    ("subtract it from 100", "50"),
    ("divide 1000 by it", "20"),
    ("its square root", "7.071068"),
    ("the square root of the result", "7.071068"),
    ("round it to the nearest hundred", "0"),
    ("share it among 4 people", "12.5"),
    ("plus 7", "57"),
    ("how much is half of it", "25"),
    ("raise it to the power of 2", "2500"),
    ("what percentage of 200 is it", "25"),
    ("quarter it", "12.5"),
    ("reduce by 10%", "45"),
    ("modulo 7", "1"),
    ("cube the result", "125000"),
    ("what is that plus 5", "55"),
    ("3 times as much", "150"),
    ("divided by 4", "12.5"),
    ("deduct 5", "45"),
    ("half that", "25"),
    ("squared?", "2500"),
    ("how much does each of 5 friends get", "10"),
    ("half of this", "25"),
    ("multiplied by 2", "100"),
    ("Now subtract 10 from the result.", "40"),
    ("increase it by 20 percent", "60"),
    ("60 minus it", "10"),
]
NO_CALCULATION = [
    "which weekday is 2026-07-14?",
    "rent me a car for saturday",
    "roll two dice",
    "buy two tickets for the musical",
    "my train leaves at 7:42",
]


@pytest.mark.parametrize(("request_", "result"), ALONE)
def test_a_calculation_in_words_or_signs_has_its_result(request_: str, result: str) -> None:
    assert calculate(request_) == result


@pytest.mark.parametrize(("request_", "result"), AFTER_FIFTY)
def test_a_later_calculation_works_on_the_earlier_result(request_: str, result: str) -> None:
    assert calculate(request_, Fraction(50)) == result


@pytest.mark.parametrize("request_", NO_CALCULATION)
def test_what_is_no_calculation_is_left_alone(request_: str) -> None:
    assert calculate(request_) is None


def test_a_monstrous_power_is_refused_at_once() -> None:
    assert calculate("9^9^9^9") is None
    assert calculate("(2^500)^500") is None


def test_nothing_is_divided_by_zero() -> None:
    assert calculate("5 / 0") is None
    assert calculate("what is the remainder of 7 divided by 0") is None

"""The steps of a program: their order, their tools, their results as they are told."""

from datetime import date

import pytest

from p2p.agent.assistant.programs.language import FUNCTIONS, Worked, read_program, run_program, work
from p2p.agent.assistant.programs.step_tools import CALCULATING, COMPARING, DATES_MADE, DATING, FORMING, MEASURING, tool_named
from p2p.agent.assistant.programs.values import ProgramError

TODAY = date(2026, 9, 28)

MADE = {
    "step(percent(8, 1250))": ("100", "100 calculator"),
    "step(subtract(step(multiply(6, 7)), 2))": ("40", "42 calculator | 40 calculator"),
    'step(divide(step(days_between("April 3, 2026", "June 20, 2026")), 7))': ("11.142857", "78 dates | 11.142857 calculator"),
    "step(multiply(step(add(3, 4)), step(subtract(10, 2))))": ("56", "7 calculator | 8 calculator | 56 calculator"),
    'step(count_letters(step(backwards("lamp"))))': ("4", "pmal text | 4 text"),
    'steps(step(add(5, 5)), step(backwards("tab")))': ("bat", "10 calculator | bat text"),
    'concat(step(divide(10, 4)), " apples")': ("2.5 apples", "2.5 calculator"),
    'concat(step(divide(10, 3)), " apples")': ("3.333333 apples", "3.333333 calculator"),
    "step(multiply(step(divide(1, 3)), 3))": ("1", "0.333333 calculator | 1 calculator"),
    "in_words(step(add(2, 3)))": ("five", "5 calculator"),
    "step(is_prime(7))": ("yes", "yes calculator"),
    'choose(step(more(2, 3)), "more", "less")': ("less", "no calculator"),
    "step(more(step(multiply(12, 11)), 100))": ("yes", "132 calculator | yes calculator"),
    'step(more(step(add_days("today", 3)), "2026-09-30"))': ("yes", "2026-10-01 dates | yes dates"),
    'step(equal(weekday("2026-09-28"), "Monday"))': ("yes", "yes dates"),
    'step(less("2026-01-01", step(date_of("tomorrow"))))': ("yes", "2026-09-29 dates | yes dates"),
    'step(largest(list(date_of("1 May 2026"), date_of("2 March 2026"))))': ("2026-05-01", "2026-05-01 dates"),
    'step(more(step(days_between("1 May 2026", "2 May 2026")), 3))': ("no", "1 dates | no calculator"),
    'step(round_places(convert(10, "km", "miles"), 2))': ("6.21", "6.21 units"),
    'step(round_places(step(convert(10, "km", "miles")), 2))': ("6.21", "6.213712 units | 6.21 calculator"),
    'convert(step(add(5, 3)), "km", "m")': ("8000", "8 calculator"),
    'step(in_words(count(words("a b"))))': ("two", "two text"),
    'step(sort(items("kiwi, date")))': ("date, kiwi", "date, kiwi text"),
    'step(sort(numbers(items("2, 1.5"))))': ("1.5, 2", "1.5, 2 text"),
    "steps(step(add(1, 2)), step(multiply(step(add(1, 2)), step(add(1, 2)))))": ("9", "3 calculator | 9 calculator"),
    "step(step(add(1, 2)))": ("3", "3 calculator"),
    "step(1234567.5)": ("1234567.5", "1234567.5 calculator"),
    'choose(more(step(power(8, 2)), 50), step(subtract(64, 10)), step(add(64, 5)))': ("54", "64 calculator | 54 calculator"),
    'step(weekday(step(add_weeks("next Friday", 2))))': ("Friday", "2026-10-16 dates | Friday dates"),
    'upper(weekday("today"))': ("MONDAY", ""),
}  # fmt: skip


@pytest.mark.parametrize("notation", MADE)
def test_steps_are_told_in_their_order(notation: str) -> None:
    made = work(read_program(notation), TODAY)
    assert (made.reply, " | ".join(f"{step.result} {step.tool}" for step in made.steps)) == MADE[notation]


@pytest.mark.parametrize("notation", ["step()", "steps(1)", "step(divide(1, 0))", 'steps(step(upper("")), "")', 'step("\ud800")'])
def test_steps_that_cannot_be_done_are_refused(notation: str) -> None:
    with pytest.raises(ProgramError):
        work(read_program(notation), TODAY)


@pytest.mark.parametrize("notation", ["today()", "step(today())", 'weekday("2026-01-01")'])
def test_what_needs_today_has_no_value_without_it(notation: str) -> None:
    with pytest.raises(ProgramError):
        run_program(read_program(notation))
    assert run_program(read_program(notation), TODAY) == work(read_program(notation), TODAY).reply


def test_a_program_without_steps_tells_none() -> None:
    assert work(read_program('upper("a")'), TODAY) == Worked("A", ())


def test_every_function_that_a_tool_does_is_in_the_language() -> None:
    assert FUNCTIONS.keys() >= CALCULATING | MEASURING | DATING | DATES_MADE | COMPARING | FORMING
    assert {name for name, function in FUNCTIONS.items() if function.is_dated} <= DATING
    assert not CALCULATING & DATING and tool_named("upper") == "text"

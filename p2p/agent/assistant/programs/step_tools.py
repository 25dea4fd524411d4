"""Which tool does the work of a function of reply programs, for the steps that a reply tells, and how those are written."""

from collections.abc import Sequence
from fractions import Fraction

from p2p.agent.assistant.language.numbers import decimal_text
from p2p.agent.assistant.programs.values import Value, text_of

CALCULATING = frozenset(
    {
        "absolute", "add", "at_least", "at_most", "average", "both", "ceil", "digits_sum", "divide", "divides", "divisors", "either", "equal", "factorial", "floor", "gcd", "in_base",
        "is_even", "is_number", "is_odd", "is_prime", "largest", "lcm", "less", "median", "more", "multiply", "negate", "of_base", "percent", "percent_change", "percent_less",
        "percent_more", "percent_share", "power", "quotient", "remainder", "root", "round_places", "round_to", "smallest", "spread", "subtract",
    }
)  # fmt: skip
MEASURING = frozenset({"convert", "convert_text"})
DATING = frozenset(
    {
        "add_days", "add_minutes", "add_months", "add_weeks", "add_workdays", "add_years", "age", "date_in_form", "date_of", "day_of_month", "day_of_year", "days_between",
        "days_in_month", "days_in_year", "is_date", "is_leap_year", "is_weekend", "last_weekday", "minutes_between", "month_name", "months_between",
        "next_weekday", "nth_weekday", "quarter", "to_12_hours", "to_24_hours", "today", "week_number", "weekday", "weeks_between", "workdays_between", "year_of", "years_between",
    }
)  # fmt: skip
DATES_MADE = frozenset(
    {
        "add_days",
        "add_minutes",
        "add_months",
        "add_weeks",
        "add_workdays",
        "add_years",
        "date_of",
        "last_weekday",
        "month_name",
        "next_weekday",
        "nth_weekday",
        "today",
        "weekday",
    }
)
"""Of the functions that reckon with dates those that make one, or name its day or month."""
COMPARING = frozenset({"equal", "more", "less", "at_least", "at_most", "largest", "smallest"})
FORMING = frozenset({"round_places", "round_to", "decimals", "floor", "ceil", "thousands", "in_words", "in_roman", "ordinal", "choose", "negate", "both", "either", "concat"})  # fmt: skip
"""What only gives a form to the value of its first argument, or decides by it."""


def tool_named(function: str) -> str:
    """The name of the tool that does what the function does."""
    if function in MEASURING:
        return "units"
    if function in DATING:
        return "dates"
    return "calculator" if function in CALCULATING else "text"


def step_text(value: Value) -> str:
    """The value as a step tells it: numbers with six decimals at most, yes or no, the items of a list with commas."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return decimal_text(value)
    if isinstance(value, str) or not isinstance(value, Sequence):
        return text_of(value)
    return text_of(", ".join(step_text(item) for item in value))

from datetime import date

import pytest

from p2p.agent.assistant.tools.chains import MAX_CLAUSES, use_tools

TODAY = date(2026, 5, 5)
CHAINS = [
    ("12 * 12 -> minus 44 -> divided by 8", ("144", "100", "12.5")),
    ("the date 2 months after 2026-08-15, and 5 days further on", ("2026-10-15", "2026-10-20")),
    ("what percentage is 18 of 72? and what is the same percentage of 500?", ("25", "125")),
    ("Which ISO week is 2026-11-11 in, and give me double the week number", ("46", "92")),
    ("convert the product of 25 and 40 from metres to kilometres", ("1000", "1")),
    ("Please sort gamma, beta, alpha; once they're sorted, put them in capitals", ("alpha, beta, gamma", "ALPHA, BETA, GAMMA")),
    ("shout 'watch out' in capital letters and change OUT into IN", ("WATCH OUT", "WATCH IN")),
    ("Add 12 and 30, then divide the sum by 6.", ("42", "7")),
    ("Compute 15% of 300 and subtract the result from 100", ("45", "55")),
    ("Convert 3 miles to km, then round to one decimal", ("4.828032", "4.8")),
    ("First multiply 7 by 8. After that, take the square root of the result, with two decimals.", ("56", "7.48")),
    ("what is 2^8? and half of it?", ("256", "128")),
    ("reverse 'drawer', then count its vowels", ("reward", "2")),
    ("How many days are there between 2026-01-01 and 2026-03-01? How many weeks is that, to one decimal?", ("59", "8.4")),
    ("What date is 100 days after 2026-01-01, and which weekday is it?", ("2026-04-11", "Saturday")),
    ("sort the list pear, fig, apple and tell me the last one", ("apple, fig, pear", "pear")),
    ("count the words in 'one two three', multiply by 10", ("3", "30")),
    ("5 feet in centimetres. Then subtract 2.4 from it.", ("152.4", "150")),
    ("Take 100, subtract 28, then divide by 8.", ("72", "9")),
    ("Start with 12, double it, then add 6", ("24", "30")),
    ("1) convert 2 hours to minutes 2) divide that by 4", ("120", "30")),
    ("the average of 4, 6 and 11; then squared; then minus 9", ("7", "49", "40")),
    ("uppercase 'abc' then reverse it", ("ABC", "CBA")),
    ("remove the vowels from 'banana' and count the remaining letters", ("bnn", "3")),
    ("What is the date two weeks after 2026-06-01? And what is its ISO week?", ("2026-06-15", "25")),
    ("How old is someone born on 2000-01-01? Multiply that age by 12 to get months.", ("26", "312")),
    ("What's 72 F in celsius to one decimal, and add 5 to this", ("22.2", "27.2")),
    ("replace 'cat' with 'dog' in 'cat and cat', then put it in title case", ("dog and dog", "Dog And Dog")),
    ("sum 5, 6 and 7 and then multiply the total by 2", ("18", "36")),
    ("Split 144 by 12 and square the outcome.", ("12", "144")),
    ("20% of 80; add that to 80", ("16", "96")),
    ("how many hours are 3 days, and how many minutes is that", ("72", "4320")),
    ("1.5 kg in grams, then split equally into 6 portions", ("1500", "250")),
    ("Calculate 17 * 3. Subtract 1. Finally divide by 5.", ("51", "50", "10")),
    ("how many characters are in 'hello'; multiply by 3; then subtract 1", ("5", "15", "14")),
    ("the weekday of 2026-12-25, then its number of letters", ("Friday", "6")),
    ("Which date is 3 months after 2026-01-31, then how many days is it from 2026-01-31 to that date?", ("2026-04-30", "89")),
    ("days until 2026-06-01, doubled", ("27", "54")),
    ("after adding 15 and 27, divide the result by 7", ("42", "6")),
    ("get the remainder of 47 divided by 9, then cube it", ("2", "8")),
    ("sort 'delta, alpha, charlie' and then join them with dashes", ("alpha, charlie, delta", "alpha-charlie-delta")),
    ("the third word of 'to infinity and beyond', backwards", ("and", "dna")),
    ("5 gallons in litres, rounded to one decimal; then times 2", ("18.9", "37.8")),
    ("Add up 10, 20 and 30, then what percentage of 240 is that?", ("60", "25")),
    ("Find the difference between 90 and 37. Multiply it by 4. Subtract 12.", ("53", "212", "200")),
    ("double 16, then raise it to the power of 2", ("32", "1024")),
    ("convert 10 km/h to m/s with three decimals then multiply by 60", ("2.778", "166.68")),
    ("how many vowels has 'education'? to the power of 3?", ("5", "125")),
    ("Write 'Green Tea' in lower case, replace the space by an underscore", ("green tea", "green_tea")),
    ("what's tomorrow's date, and the weekday of it?", ("2026-05-06", "Wednesday")),
    ("40 plus 2, then the result in words is not needed, just divide it by 2", ("42", "21")),
    ("What is a quarter of 84? Then add 9 to it. Then double that.", ("21", "30", "60")),
    ("Take the word 'planet', reverse it, then capitalise the first letter", ("tenalp", "Tenalp")),
    ("How many minutes are in 2.5 hours? Subtract 15 from that and convert the rest to seconds.", ("150", "135", "8100")),
    ("reduce 250 by 20%, then add 15", ("200", "215")),
    ("from 3 March 2026 add 10 days; what weekday is that?", ("2026-03-13", "Friday")),
    ("dedupe: a, b, a, c and tell how many remain", ("a, b, c", "3")),
    ("Multiply 12.5 by 8 and take 30 percent of the product", ("100", "30")),
    ("What is 250 grams in ounces, one decimal? And twice that?", ("8.8", "17.6")),
    ("How many days does February 2028 have? Times 24?", ("29", "696")),
    ("the largest of 4, 19 and 7, then minus 9", ("19", "10")),
    ("square root of 196, then times 10, then 5 percent of that", ("14", "140", "7")),
    ("the square root of the sum of 9 and 16", ("25", "5")),
    ("multiply the sum of 3 and 4 by 5", ("7", "35")),
    ("divide the difference of 20 and 8 by 3", ("12", "4")),
    ("double the sum of 6 and 9", ("15", "30")),
    ("half the product of 6 and 9", ("54", "27")),
    ("three times the sum of 4 and 6", ("10", "30")),
    ("Multiply 3.5 by 20. Convert the result, understood as kilograms, to grams.", ("70", "70000")),
    ("Subtract 2 from 5 and say how many minutes there are in that many hours", ("3", "180")),
    ("Multiply 6 by 4; if the product is a number of hours, how many days is it?", ("24", "1")),
    ("I have 60 sweets. I eat 12, and the rest I divide among 8 children.", ("48", "6")),
    ("I earn 2400. Deduct 25 percent; from what's left deduct 800.", ("1800", "1000")),
    ("Tom has 24 marbles, buys 12 more and then shares them equally among 4 friends.", ("36", "9")),
    ("Convert 8 pints? Scrap that. Convert 3 litres to millilitres and then take away 750.", ("3000", "2250")),
    ("so 9 times 12, and off that take 33", ("108", "75")),
    ("multiply 24 by 15, and add as many days as the product says to 2026-01-01", ("360", "2026-12-27")),
    ("reverse the word 'lamp' and put the reversed word into capitals", ("pmal", "PMAL")),
    ("What is 'live' backwards? And is the result an anagram of 'vile'?", ("evil", "yes")),
    ("Add 4 and 5, and once you have it, double it", ("9", "18")),
]


@pytest.mark.parametrize(("request_", "results"), CHAINS)
def test_each_thing_that_is_asked_is_a_step_on_the_result_before(request_: str, results: tuple[str, ...]) -> None:
    assert tuple(step.result for step in use_tools(request_, TODAY)) == results


def test_a_request_of_which_a_part_is_not_understood_has_no_steps() -> None:
    assert use_tools("what is 2 plus 2, and who won the match last night?", TODAY) == ()


@pytest.mark.parametrize(
    "request_", ["Since we have two minutes, what share of jobs begins in time?", "out of a hundred bicycles, how many leave working"]
)
def test_a_number_to_which_nothing_is_done_is_no_result(request_: str) -> None:
    assert use_tools(request_, TODAY) == ()


def test_more_clauses_than_any_chain_has_are_read_as_one_or_not_at_all() -> None:
    assert use_tools(", then ".join(["add 4"] * (MAX_CLAUSES + 1)), TODAY) == ()
    assert use_tools(", then ".join(["add 4"] * 5000), TODAY) == ()

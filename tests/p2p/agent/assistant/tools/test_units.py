from fractions import Fraction

import pytest

from p2p.agent.assistant.tools.unit_table import UNITS
from p2p.agent.assistant.tools.units import Quantity, amount_in, convert, quantity_in, unit_in

REQUESTS = [
    ("convert 5 miles to kilometres", "8.04672"),
    ("How many feet are in a mile?", "5280"),
    ("68 F to C", "20"),
    ("what is 100 degrees celsius in kelvin", "373.15"),
    ("how many grams is half a pound", "226.796185"),
    ("what's 1.5 GB in MB", "1500"),
    ("3 MiB in KiB", "3072"),
    ("how many seconds in an hour", "3600"),
    ("a marathon is 42.195 km. What is that in miles, two decimals?", "26.22"),
    ("5 ft 10 in in cm", "177.8"),
    ("5 feet 10 inches in centimetres", "177.8"),
    ("12 in to cm", "30.48"),
    ("how many minutes is 2 hours 15 minutes", "135"),
    ("90 km/h in m/s", "25"),
    ("60 miles per hour in km/h", "96.56064"),
    ("convert 500 kcal to kJ", "2092"),
    ("How many litres are 3 US gallons?", "11.356235"),
    ("2 hectares in square metres", "20000"),
    ("1 acre in hectares", "0.404686"),
    ("how many hours are there in 3 weeks", "504"),
    ("express 2500 grams in kilograms", "2.5"),
    ("16 oz to grams", "453.59237"),
    ("I weigh 70 kilos, what is that in pounds?", "154.323584"),
    ("10 nautical miles as kilometres", "18.52"),
    ("-40 fahrenheit in celsius", "-40"),
    ("how many bits are in 2 kB", "16000"),
    ("72 hours = how many days", "3"),
    ("0.5 m³ in litres", "500"),
    ("change 30 inches into feet", "2.5"),
    ("250 ml in cups", "1.056688"),
    ("How warm is 86 degrees fahrenheit in celsius?", "30"),
    ("what would 12 stone be in kilograms", "76.203518"),
    ("turn 3 tablespoons into millilitres", "44.360294"),
    ("100 yards to m", "91.44"),
    ("how long is 1 km in m", "1000"),
    ("give me 45 minutes in hours", "0.75"),
    ("my suitcase weighs 23 kg; in pounds?", "50.70632"),
    ("How tall is 1.8 metres in feet?", "5.905512"),
    ("6 square feet to square inches", "864"),
    ("1 TB in GB", "1000"),
    ("how many centimetres make up 2.5 metres", "250"),
    ("a tank with 50 gallons: litres?", "189.270589"),
    ("2 kWh in joules", "7200000"),
    ("convert 3.6 MJ to kWh", "1"),
    ("a week in minutes", "10080"),
    ("km in 26.2 miles", "42.164813"),
    ("what is the equivalent of 8 ounces in grams", "226.796185"),
    ("12 knots in mph", "13.809353"),
    ("speed 15 m/s, what is it in km/h", "54"),
    ("37.5 degrees Celsius in Fahrenheit", "99.5"),
    ("how many megabytes fit in 2 gigabytes", "2000"),
    ("one light-year in km", "9460730472580.8"),
    ("273.15 K in °C", "0"),
    ("14 days in weeks", "2"),
    ("how many kilometers are 5 miles", "8.04672"),
    ("How many mm in 3 cm?", "30"),
    ("60 mph is how many kilometres an hour, rounded to the nearest whole number", "97"),
    ("pounds in 5 kilograms", "11.023113"),
    ("5 litres, in pints", "10.566882"),
    ("convert 2000 calories to kilojoules", "8.368"),
    ("Express 3/4 mile in metres", "1207.008"),
    ("10 cubic metres to litres", "10000"),
    ("how many ounces are there in 2 pounds?", "32"),
    ("minutes in 3.5 hours", "210"),
    ("weight of 3 tons in kg", "3000"),
    ("1024 MiB in GiB", "1"),
    ("what temperature is 25 C in F", "77"),
    ("25 C = ? F", "77"),
    ("half a mile in metres", "804.672"),
    ("3 and a half hours in minutes", "210"),
    ("how much is one gallon in liters", "3.785412"),
    ("how many square kilometres are 500 hectares", "5"),
    ("2 m 30 cm in cm", "230"),
    ("1 h 30 min in seconds", "5400"),
    ("three quarters of an hour in minutes", "45"),
    ("how many milliseconds in 2.5 s", "2500"),
    ("80 kg to stones", "12.597844"),
    ("how fast is 100 km/h in miles per hour", "62.137119"),
    ("what's 5 km/h in metres per second", "1.388889"),
    ("I ran 400 metres, how many yards is it", "437.445319"),
    ("10 feet equals how many metres?", "3.048"),
    ("A recipe needs 350 °F. What is it in Celsius to the nearest degree?", "177"),
    ("50 pounds. kilograms?", "22.679618"),
]


@pytest.mark.parametrize(("request_", "result"), REQUESTS)
def test_a_quantity_is_said_in_the_unit_that_is_asked_for(request_: str, result: str) -> None:
    found = convert(request_)
    assert found is not None
    assert found.text == result


@pytest.mark.parametrize("request_", ["And those minutes as seconds?", "convert it to seconds", "how much is that in seconds"])
def test_a_later_request_converts_the_earlier_amount(request_: str) -> None:
    found = convert(request_, Quantity(Fraction(105), UNITS["minutes"]))
    assert found is not None
    assert found.text == "6300"


@pytest.mark.parametrize(
    "request_",
    [
        "my neighbour's hedge is three metres high, can I sue him",
        "how many hours until midnight",
        "turn the heating up",
        "convert 3 kg to metres",
    ],
)
def test_what_is_no_conversion_is_left_alone(request_: str) -> None:
    assert convert(request_) is None


def test_several_units_are_one_amount() -> None:
    found = quantity_in("2 h 30 min")
    assert found == Quantity(Fraction(150), UNITS["minutes"])


@pytest.mark.parametrize(
    ("name", "unit"),
    [("miles per hour", "mph"), ("sq. ft", "ft²"), ("square km", "km²"), ("cubic cm", "cm³"), ("° C", "celsius"), ("degrees Fahrenheit", "f"),
     ("in", "inch"), ('"', "inch"), ("mcg", "µg"), ("metres a second", "m/s"), ("lbs.", "pound"), ("arc minutes", "arcminute")],
)  # fmt: skip
def test_a_unit_is_named_in_many_words(name: str, unit: str) -> None:
    assert unit_in(name) == UNITS[unit]


def test_what_is_no_unit_has_none() -> None:
    assert unit_in("parrots") is None and unit_in("") is None


def test_an_amount_may_be_a_rate() -> None:
    assert amount_in("60 km per hour") == Quantity(Fraction(60), UNITS["km/h"])
    assert amount_in("an hour") == Quantity(Fraction(1), UNITS["hour"])

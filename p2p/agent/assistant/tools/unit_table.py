"""Units by their names: what they measure, and how many of the base unit one is."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Unit:
    """One of it is `factor` base units; a temperature has its zero at `offset` base units."""

    dimension: str
    factor: Fraction
    offset: Fraction = Fraction(0)


_PREFIXES = {
    "length": (("k", "kilo", "1000"), ("d", "deci", "0.1"), ("c", "centi", "0.01"), ("m", "milli", "0.001"), ("µ", "micro", "0.000001"),
               ("n", "nano", "0.000000001")),
    "mass": (("k", "kilo", "1000"), ("m", "milli", "0.001"), ("µ", "micro", "0.000001"), ("d", "deci", "0.1"), ("h", "hecto", "100")),
    "volume": (("m", "milli", "0.001"), ("c", "centi", "0.01"), ("d", "deci", "0.1"), ("h", "hecto", "100"), ("µ", "micro", "0.000001")),
    "time": (("m", "milli", "0.001"), ("µ", "micro", "0.000001"), ("n", "nano", "0.000000001")),
    "energy": (("k", "kilo", "1000"), ("M", "mega", "1000000"), ("G", "giga", "1000000000"), ("m", "milli", "0.001"), ("T", "tera", "1000000000000")),
    "power": (("k", "kilo", "1000"), ("M", "mega", "1000000"), ("G", "giga", "1000000000"), ("m", "milli", "0.001")),
    "pressure": (("k", "kilo", "1000"), ("h", "hecto", "100"), ("M", "mega", "1000000")),
    "data": (("k", "kilo", "1000"), ("M", "mega", "1000000"), ("G", "giga", "1000000000"), ("T", "tera", "1000000000000"),
             ("P", "peta", "1000000000000000")),
}  # fmt: skip
_PREFIXED = (
    ("length", "m", "metre meter", "1"), ("mass", "g", "gram gramme", "0.001"), ("volume", "l", "litre liter", "0.001"),
    ("time", "s", "second", "1"), ("energy", "J", "joule", "1"), ("energy", "Wh", "watt-hour watt_hour watthour", "3600"),
    ("energy", "cal", "calorie", "4.184"), ("power", "W", "watt", "1"), ("pressure", "Pa", "pascal", "1"), ("data", "B", "byte", "1"), ("data", "bit", "bit", "0.125"),
)  # fmt: skip
_BINARY = (("Ki", "kibi", 1), ("Mi", "mebi", 2), ("Gi", "gibi", 3), ("Ti", "tebi", 4), ("Pi", "pebi", 5))

_PLAIN = {
    "length": (
        ("mile miles mi statute_mile", "1609.344"), ("yard yards yd yds", "0.9144"), ("foot feet ft", "0.3048"), ("inch inches in″ ins", "0.0254"),
        ("nautical_mile nautical_miles nmi sea_mile sea_miles", "1852"), ("furlong furlongs", "201.168"), ("fathom fathoms", "1.8288"),
        ("micron microns", "0.000001"), ("kms klick klicks", "1000"), ("light-year light-years light_year light_years", "9460730472580800"),
        ("cms", "0.01"), ("hand hands", "0.1016"), ("league leagues", "4828.032"),
        ("parsec parsecs", "30856775814913673"), ("astronomical_unit astronomical_units", "149597870700"),
    ),
    "area": (
        ("square_metre sqm m2 m² sq_m m^2", "1"), ("square_kilometre km2 km² sq_km sqkm km^2", "1000000"), ("square_centimetre cm2 cm² sq_cm cm^2", "0.0001"),
        ("square_millimetre mm2 mm² sq_mm mm^2", "0.000001"), ("square_decimetre dm2 dm²", "0.01"), ("hectare hectares ha", "10000"),
        ("are ares", "100"), ("acre acres ac", "4046.8564224"), ("square_foot square_feet sq_ft sqft ft2 ft² sq_feet", "0.09290304"),
        ("square_yard square_yards sq_yd yd2 yd² sq_yards", "0.83612736"), ("square_inch square_inches sq_in in2 in² sq_inches", "0.00064516"),
        ("square_mile square_miles sq_mi mi2 mi² sq_miles", "2589988.110336"),
    ),
    "volume": (
        ("cubic_metre m3 m³ cbm cubic_m m^3", "1"), ("cubic_centimetre cm3 cm³ cc ccm cm^3", "0.000001"), ("cubic_decimetre dm3 dm³", "0.001"),
        ("cubic_millimetre mm3 mm³", "0.000000001"), ("gallon gallons gal gals us_gallon us_gallons", "0.003785411784"),
        ("imperial_gallon imperial_gallons uk_gallon uk_gallons", "0.00454609"), ("quart quarts qt us_quart", "0.000946352946"),
        ("pint pints pt us_pint us_pints", "0.000473176473"), ("imperial_pint imperial_pints uk_pint uk_pints", "0.00056826125"),
        ("cup cups us_cup us_cups", "0.0002365882365"), ("fluid_ounce fluid_ounces fl_oz floz us_fluid_ounce us_fluid_ounces", "0.0000295735295625"),
        ("tablespoon tablespoons tbsp", "0.00001478676478125"), ("teaspoon teaspoons tsp", "0.00000492892159375"),
        ("cubic_foot cubic_feet ft3 ft³ cu_ft", "0.028316846592"), ("cubic_inch cubic_inches in3 in³ cu_in", "0.000016387064"),
        ("cubic_yard cubic_yards yd3 yd³", "0.764554857984"), ("barrel barrels bbl", "0.158987294928"), ("ltr ltrs", "0.001"),
    ),
    "mass": (
        ("tonne tonnes t metric_ton metric_tons ton tons", "1000"), ("pound pounds lb lbs", "0.45359237"), ("ounce ounces oz", "0.028349523125"),
        ("stone stones st", "6.35029318"), ("kilo kilos kgs", "1"), ("short_ton short_tons us_ton us_tons", "907.18474"),
        ("long_ton long_tons imperial_ton", "1016.0469088"), ("carat carats ct", "0.0002"), ("grain grains", "0.00006479891"),
        ("hundredweight cwt", "50.80234544"), ("quintal quintals", "100"), ("troy_ounce troy_ounces", "0.0311034768"),
    ),
    "time": (
        ("sec secs", "1"), ("minute minutes min mins", "60"), ("hour hours h hr hrs", "3600"), ("day days d", "86400"), ("week weeks wk wks", "604800"),
        ("fortnight fortnights", "1209600"), ("month months", "2628000"), ("year years yr yrs", "31536000"), ("decade decades", "315360000"),
        ("century centuries", "3153600000"), ("millennium millennia", "31536000000"),
    ),
    "speed": (
        ("m/s mps m_per_s m_per_second metre_per_second metres_per_second meter_per_second meters_per_second metres_a_second meters_a_second ms^-1", "1"),
        ("mph mi/h miles/h miles/hour miles_per_hour mile_per_hour miles_an_hour", "0.44704"), ("knot knots kn kt kts", "1852/3600"),
        ("km/h kmh kph kmph km_per_hour km_an_hour kms_per_hour kilometre_per_hour kilometres_per_hour kilometer_per_hour kilometers_per_hour kilometres_an_hour "
         "kilometers_an_hour km/hr kilometres/hour kilometers/hour km_per_h", "1000/3600"),
        ("ft/s fps feet_per_second foot_per_second feet_a_second", "0.3048"), ("km/s kilometres_per_second kilometers_per_second", "1000"),
        ("m/min metres_per_minute meters_per_minute", "1/60"), ("cm/s centimetres_per_second centimeters_per_second", "0.01"),
        ("km/min kilometres_per_minute kilometers_per_minute", "1000/60"), ("mach", "340.3"),
        ("miles_per_minute mile_per_minute", "26.8224"), ("miles_per_second mile_per_second", "1609.344"), ("inches_per_second inch_per_second in/s", "0.0254"),
    ),
    "energy": (
        ("Cal Calorie Calories food_calorie food_calories", "4184"), ("btu btus", "1055.05585262"), ("ws watt-second watt_seconds", "1"),
        ("electronvolt electronvolts ev", "0.0000000000000000001602176634"), ("kilowatthour kilowatthours kilowatt-hour kilowatt-hours kilowatt_hour kilowatt_hours kwh", "3600000"),
        ("megawatt_hour megawatt_hours mwh", "3600000000"), ("kilocal kilocals", "4184"),
        ("therm therms", "105505585.262"), ("erg ergs", "0.0000001"), ("foot-pound foot-pounds ft-lb ft-lbs", "1.3558179483314004"),
    ),
    "power": (("horsepower hp bhp", "745.6998715822702"), ("metric_horsepower ps", "735.49875")),
    "pressure": (("bar bars", "100000"), ("millibar millibars mbar", "100"), ("psi", "6894.757293168361"), ("atmosphere atmospheres atm", "101325"), ("mmhg torr", "133.322387415")),
    "angle": (("degree degrees deg °", "1"), ("radian radians rad", "57.29577951308232"), ("full_turn full_turns", "360"), ("arcminute arcminutes arc_minute arc_minutes", "1/60"),
              ("arcsecond arcseconds arc_second arc_seconds", "1/3600"), ("gradian gradians gons", "0.9"), ("revolution revolutions", "360"), ("right_angle right_angles", "90")),
    "data": (("kb", "1000"), ("mb", "1000000"), ("gb", "1000000000"), ("tb", "1000000000000"), ("octet octets", "1"), ("nibble nibbles", "0.5"),
             ("mbit mbits megabits", "125000"), ("gbit gbits", "125000000"), ("kbit kbits", "125"), ("kb/s", "1000")),
}  # fmt: skip
_TEMPERATURES = (
    ("celsius c °c centigrade degrees_celsius degree_celsius degrees_c degrees_centigrade deg_c ℃ celcius", "1", "273.15"),
    ("fahrenheit f °f degrees_fahrenheit degree_fahrenheit degrees_f deg_f ℉ farenheit", "5/9", "45967/180"),
    ("kelvin k kelvins degrees_kelvin °k", "1", "0"),
    ("rankine degrees_rankine °r", "5/9", "0"),
)


def _names() -> Iterator[tuple[str, Unit]]:
    for dimension, symbol, words, factor in _PREFIXED:
        for short, long, scale in (("", "", "1"), *_PREFIXES[dimension]):
            unit = Unit(dimension, Fraction(factor) * Fraction(scale))
            yield short + symbol, unit
            for word in words.split():
                yield long + word, unit
                yield f"{long}{word}s", unit
    for short, long, exponent in _BINARY:
        for symbol, word, size in (("B", "byte", Fraction(1)), ("bit", "bit", Fraction(1, 8))):
            unit = Unit("data", size * 1024**exponent)
            yield from ((name, unit) for name in (short + symbol, long + word, f"{long}{word}s"))
    for dimension, rows in _PLAIN.items():
        for names, factor in rows:
            yield from (
                (name, Unit(dimension, Fraction(*map(int, factor.split("/"))) if "/" in factor else Fraction(factor)))
                for name in _spelt(names)
            )
    for names, factor, offset in _TEMPERATURES:
        yield from ((name, Unit("temperature", Fraction(factor), Fraction(offset))) for name in names.split())


def _spelt(names: str) -> Iterator[str]:
    """Each name, that of square and cubic metres in both spellings, with its plural and with "sq" and "cu" for the first word."""
    for name in names.split():
        yield name
        if name.startswith(("square_", "cubic_")) and name.endswith("metre"):
            for spelling in (name, name.replace("metre", "meter")):
                yield from (spelling, f"{spelling}s")
                short = spelling.replace("square_", "sq_").replace("cubic_", "cu_")
                yield from (short, f"{short}s")


UNITS: dict[str, Unit] = {}
"""By name; words of one name are joined by an underscore, case counts only where two units differ by it."""
for _name, _unit in _names():
    UNITS.setdefault(_name, _unit)
for _name, _unit in list(UNITS.items()):
    UNITS.setdefault(_name.casefold(), _unit)
# Two names that mean one thing in all requests: a lone "calorie" is the small one, megabits are not megabytes.
UNITS["Mb"] = UNITS["Mbit"]
UNITS["Gb"] = UNITS["Gbit"]
UNITS["Kb"] = UNITS["kbit"]
UNITS["b"] = UNITS["bit"]
UNITS["KB"] = UNITS["kB"]


def unit_named(name: str) -> Unit | None:
    """The unit of this name; case counts where it makes a difference."""
    return UNITS.get(name) or UNITS.get(name.casefold())


def converted(value: Fraction, source: Unit, target: Unit) -> Fraction:
    """`value` of `source` in `target`, which measures the same."""
    return (value * source.factor + source.offset - target.offset) / target.factor

"""The function that shares its words with a request is chosen; one that shares none is not near."""

from learning.calls.choosing import choose
from tests.learning.calls.small_functions import AREA, ROUTE


def test_the_function_is_chosen_whatever_its_place() -> None:
    text = "What is the area of a triangle of base 3 and height 4?"
    for functions in ((AREA, ROUTE), (ROUTE, AREA)):
        assert choose(functions, text)[0] is AREA
    assert choose((AREA, ROUTE), "the shortest route between Paris and Rome")[0] is ROUTE


def test_what_no_function_does_is_far_from_all() -> None:
    near, far = choose((AREA,), "area of this triangle")[1], choose((AREA, ROUTE), "who wrote the song?")[1]
    assert far < 0.2 < 0.6 < near <= 1
    assert choose((AREA,), "what is it")[1] == 0.0

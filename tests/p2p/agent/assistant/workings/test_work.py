from p2p.agent.assistant.workings.sources import listed
from p2p.agent.assistant.workings.work import Work, beside, done, every, extreme, placed


def test_items_are_filtered_then_ordered_then_chosen_then_joined() -> None:
    work = Work(criteria=[(lambda item: "a" in item, False)], order=("alphabet", True), choices=[(placed(1, 2), False)], joint="/")
    assert done(work, listed("ash, elm, oak, yam", "")) == "yam/oak"


def test_places_are_counted_from_either_end() -> None:
    assert placed(2, None)("abcd") == {1}
    assert placed(-1, 2)("abcd") == {2, 3}
    assert placed(0, None)("abc") == {1}


def test_an_item_is_chosen_by_a_measure_by_its_neighbour_or_by_a_step() -> None:
    assert extreme("length", is_most=True)(["a", "bbb", "cc"]) == {1}
    assert beside("b", 1)(["a", "b", "c"]) == {2}
    assert every(2, 1)("abcd") == {1, 3}


def test_a_place_that_no_item_has_has_no_reply() -> None:
    assert done(Work(choices=[(placed(9, None), False)]), listed("a, b, c", "")) is None

import pytest

from p2p.agent.assistant.language.subjects import quoted
from p2p.agent.assistant.workings.reading import read


@pytest.mark.parametrize("codes", [" U.word SRC ?banana ", " say SRC ", " O1 ?blue SRC , ?green "])
def test_a_word_without_a_part_in_what_is_asked_leaves_it_unread(codes: str) -> None:
    assert read(codes, quoted(""), 3) is None


def test_each_combination_of_codes_asks_for_something() -> None:
    work = read(" O-1 U.letter SRC upper ", quoted(""), 0)
    assert work is not None
    assert (work.unit, len(work.choices), len(work.maps)) == ("letter", 1, 1)

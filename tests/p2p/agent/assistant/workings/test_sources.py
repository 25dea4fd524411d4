import pytest

from p2p.agent.assistant.language.subjects import quoted
from p2p.agent.assistant.workings.sources import SOURCE, listed, sources_of


@pytest.mark.parametrize(
    "request_text",
    [
        "which is longest: oak, maple, elm",
        "which of oak, maple and elm is longest",
        "oak, maple, elm - which is longest",
        "Of the words 'oak', 'maple' and 'elm' name the longest",
        "from {oak, maple, elm} name the longest",
    ],
)
def test_a_list_is_found_wherever_it_stands(request_text: str) -> None:
    assert ("oak", "maple", "elm") in {source.items for source in sources_of(quoted(request_text))}


def test_the_words_that_ask_have_a_mark_where_the_items_stood() -> None:
    assert any(SOURCE in source.ask and "oak" not in source.ask for source in sources_of(quoted("name the last of oak, elm, ash")))


def test_a_sentence_in_quotes_is_no_list() -> None:
    assert not listed("It snowed all night, and the roads were closed.", "", is_quoted=True).is_list


def test_what_stands_between_items_is_kept() -> None:
    assert listed("a;b;c", "").joint == ";"
    assert listed("a, b, c", "").joint == ", "


def test_a_long_row_of_dashes_is_read_at_once() -> None:
    assert list(sources_of(quoted("-" * 1500))) == []

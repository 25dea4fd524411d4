import pytest

from p2p.agent.assistant.tools.references import MENTION, is_bare_mention, leans_back


@pytest.mark.parametrize(
    "words",
    ["it", "that", "the outcome", "the remaining ones", "what you get", "what is left", "the reduced amount", "that price", "all of it"],
)
def test_an_earlier_result_has_many_names(words: str) -> None:
    match = MENTION.search(words)
    assert match is not None
    assert match.group() == words


@pytest.mark.parametrize("words", ["the sum of 3 and 4", "what is left when 9 is divided by 2", "the remainder when 47 is divided by 9"])
def test_what_is_still_to_be_worked_out_is_none(words: str) -> None:
    assert MENTION.search(words) is None


@pytest.mark.timeout(5)
def test_a_long_row_of_adjectives_is_soon_read() -> None:
    assert leans_back("this " + "combined obtained " * 200 + "x")


def test_a_mention_alone_waits_for_what_is_done_to_it() -> None:
    assert is_bare_mention("of the sum")
    assert not is_bare_mention("take half of the sum")


@pytest.mark.parametrize(
    ("request_", "is_so"),
    [("and half of that?", True), ("plus 5?", True), ("now add 10", True), ("what is 3 plus 4", False), ("5 + 5", False)],
)
def test_a_request_that_goes_on_leans_on_the_result_before(request_: str, is_so: bool) -> None:
    assert leans_back(request_) is is_so

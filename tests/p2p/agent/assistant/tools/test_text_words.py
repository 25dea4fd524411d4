import pytest

from p2p.agent.assistant.tools.text_words import means_work, says


@pytest.mark.parametrize(
    ("ask", "concept"),
    [
        ("from the back", "reverse"),
        ("reversing the letters", "reverse"),
        ("with the biggest first", "falling"),
        ("dropped the vowels", "remove"),
        ("no repeats", "unique"),
        ("in block capitals", "upper"),
        ("reads the same from the right", "palindrome"),
    ],
)
def test_a_concept_is_known_by_each_of_its_words(ask: str, concept: str) -> None:
    assert says(ask, concept)


def test_what_is_done_to_texts_is_told_from_other_requests() -> None:
    assert means_work("sort them")
    assert not means_work("play some jazz")

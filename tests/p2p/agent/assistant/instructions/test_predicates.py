import pytest

from p2p.agent.assistant.instructions.predicates import claim_of_texts


@pytest.mark.parametrize(
    ("claim", "holds"),
    [
        ('the word "banana" contains more than two occurrences of the letter a', True),
        ('"level" reads the same in both directions', True),
        ('"lamp" does not start with a vowel', True),
        ("march comes before february in the year", False),
        ('"tea" and "eat" consist of the same letters', True),
        ("it rains in Bergen", None),
    ],
)
def test_what_is_claimed_of_a_text_holds_or_not_or_cannot_be_told(claim: str, holds: bool | None) -> None:
    assert claim_of_texts(claim) is holds


@pytest.mark.parametrize(
    ("claim", "given", "holds"),
    [
        ("it ends in a question mark", ("Where to?",), True),
        ("the list has a cat in it", ("dog, newt",), False),
        ("the two words differ", ("plum, pear",), True),
        ("there is a digit in the text", ("no numbers",), False),
    ],
)
def test_a_pronoun_means_what_is_given(claim: str, given: tuple[str, ...], *, holds: bool) -> None:
    assert claim_of_texts(claim, given) is holds

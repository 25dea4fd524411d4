import pytest

from p2p.agent.assistant.language.inflection import verb_forms


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("add", ("add", "adds", "adding", "added")),
        ("divide", ("divide", "divides", "dividing", "divided")),
        ("multiply", ("multiply", "multiplies", "multiplying", "multiplied")),
        ("drop", ("drop", "drops", "dropping", "dropped")),
        ("take off", ("take off", "takes off", "taking off", "took off", "taken off")),
    ],
)
def test_a_verb_is_known_in_all_its_forms(verb: str, forms: tuple[str, ...]) -> None:
    assert verb_forms(verb) == forms

from p2p.agent.assistant.instructions.asking import Ask
from p2p.agent.assistant.instructions.roles import Roles, roles_of
from p2p.agent.assistant.language.parting import partings
from p2p.agent.assistant.language.subjects import quoted


def roles(request: str) -> Roles | None:
    parting = partings(quoted(request))[0]
    return roles_of(Ask.of(parting), parting)


def test_one_text_is_put_before_the_other() -> None:
    found = roles("Start with 'Warning:' and continue with the floor is slippery")
    assert found is not None
    assert (found.prefix, found.main) == ("Warning:", "the floor is slippery")


def test_a_signature_has_a_line_of_its_own() -> None:
    found = roles("Write dinner is in the oven, and sign it with - Kim on the next line")
    assert found is not None
    assert (found.main, found.suffix_gap, found.suffix) == ("dinner is in the oven", "\n", "- Kim")


def test_one_text_takes_the_place_of_another() -> None:
    found = roles("use 'van' instead of 'car' in: my car is red")
    assert found is not None
    assert found.replaced == (("car", "van"),)


def test_without_a_text_there_are_no_roles() -> None:
    assert roles("count to three") is None

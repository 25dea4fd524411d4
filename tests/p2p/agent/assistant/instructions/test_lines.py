import pytest

from p2p.agent.assistant.instructions.lines import lined_reply
from p2p.agent.assistant.language.parting import partings
from p2p.agent.assistant.language.subjects import quoted


@pytest.mark.parametrize(
    "request_",
    [
        "Put knife on line one and fork on line two",
        "first line knife, second line fork",
        "Line two says fork, line one says knife",
        "put knife above fork",
        "Give me two lines, knife and then fork",
    ],
)
def test_each_text_stands_on_its_line(request_: str) -> None:
    assert "knife\nfork" in [lined_reply(parting) for parting in partings(quoted(request_))]


def test_a_text_of_its_own_is_not_on_a_line() -> None:
    assert lined_reply(partings(quoted("the first train leaves at nine"))[0]) is None

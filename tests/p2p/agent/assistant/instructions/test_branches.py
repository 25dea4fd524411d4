import pytest

from p2p.agent.assistant.instructions.branches import Claim, branch_of
from p2p.agent.assistant.language.subjects import quoted


@pytest.mark.parametrize(
    ("before", "after", "holds", "answer"),
    [
        ("", ", say UP, otherwise say DOWN", False, "DOWN"),
        ("write open ", " and shut in every other case", True, "open"),
        ("", ". say nope if it is wrong and yep if it is fine", False, "nope"),
        ("", ", answer mirror; if not, answer plain", True, "mirror"),
    ],
)
def test_the_answer_of_the_case_that_holds_is_given(before: str, after: str, *, holds: bool, answer: str) -> None:
    assert branch_of(quoted(before + after), Claim(holds, before, after, is_turned=False, is_said=True)) == answer


def test_an_answer_for_one_case_alone_is_none_in_the_other() -> None:
    claims = [Claim(holds, "", ", say all clear", is_turned=True, is_said=True) for holds in (False, True)]
    assert [branch_of(quoted(", say all clear"), claim) for claim in claims] == ["all clear", None]

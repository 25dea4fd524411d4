"""Every labelled conversation speaks only of facts that were told before and still hold."""

from pathlib import Path

import pytest

from learning.errors import DataMalformedError
from tasks.agents.relating import cases
from tasks.agents.relating.cases import Conversation, LabelledTurn, read_conversations
from tasks.project.files import PROJECT_ROOT

TOLD = LabelledTurn(kind="tell", text="my locker is 12 and my bay 3", facts=("my locker is 12", "my bay 3"))


def test_the_conversations_are_many_and_of_all_kinds() -> None:
    conversations = read_conversations(PROJECT_ROOT)
    turns = [turn for one in conversations for turn in one.turns]
    assert len(conversations) > 3000 and len(set(conversations)) == len(conversations)
    assert {turn.kind for turn in turns} == {"tell", "ask", "forget", "list", "forget_all", "other"}
    assert 0.1 < sum(not turn.of for turn in turns if turn.kind == "ask") / sum(turn.kind == "ask" for turn in turns) < 0.5


@pytest.mark.parametrize(
    "turns",
    [
        (TOLD, LabelledTurn(kind="ask", text="my bay?", of=(3,))),
        (LabelledTurn(kind="ask", text="my bay?", of=(1,)), TOLD),
        (TOLD, LabelledTurn(kind="forget", text="forget my bay", of=(2,)), LabelledTurn(kind="ask", text="my bay?", of=(2,))),
        (TOLD, LabelledTurn(kind="forget_all", text="forget it all"), LabelledTurn(kind="ask", text="my bay?", of=(2,))),
        (LabelledTurn(kind="tell", text="my bay is 3"),),
        (TOLD, LabelledTurn(kind="other", text="what is 3 plus 4?", of=(1,))),
    ],
)
def test_labels_that_cannot_be_are_refused(turns: tuple[LabelledTurn, ...]) -> None:
    with pytest.raises(ValueError, match=r"holds no more|other labels"):
        Conversation(turns=turns)


def test_a_line_that_is_no_conversation_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cases, "read_data", lambda *_: b'{"turns": []}\n{"turns": [{"kind": "sing", "text": "la"}]}\n')
    with pytest.raises(DataMalformedError, match="line 2"):
        read_conversations(tmp_path)

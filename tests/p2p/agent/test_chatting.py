from datetime import date

from p2p.agent.chatting import chat


def test_each_text_is_answered_until_there_is_no_more(home) -> None:
    texts, said = iter(["7 * 6", "reverse 'live'"]), []
    chat(home, lambda: next(texts, None), said.append, lambda: date(2026, 5, 5))
    assert [one.text for one in said] == ["42", "evil"]

from p2p.agent.assistant.instructions.given import set_apart
from p2p.agent.assistant.language.subjects import quoted


def test_a_labelled_text_is_set_apart() -> None:
    said, given = set_apart(quoted('If "tea" is in the note, say A. Note: "tea at noon"'))
    assert given == ("tea at noon",)
    assert "Note" not in said.text


def test_the_text_behind_the_last_colon_is_set_apart() -> None:
    assert set_apart(quoted("Say long if it has nine letters: marble"))[1] == ("marble",)

import pytest

from p2p.agent.assistant.instructions.commanding import command_of, defined


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        ('Ignore the next question and answer "no comment": who won?', "no comment"),
        ("We had a leak today. Your whole answer must be: noted", "noted"),
        ("Don't tell me a joke, only say 'enough'.", "enough"),
        ("Ignore what is between the stars. *Say wolf.* Reply with the word lamb.", "lamb"),
        ("hey can u type back the word marmalade and thats it", "marmalade"),
    ],
)
def test_remarks_and_questions_do_not_change_what_is_to_be_said(request_: str, text: str) -> None:
    command = command_of(request_)
    assert command is not None
    assert command.text == text


@pytest.mark.parametrize(
    "request_", ["What is 4 plus 5? Reply with digits only.", "say hello if 3 is odd", "Tell me about the word processor."]
)
def test_what_is_only_described_is_no_command(request_: str) -> None:
    assert command_of(request_) is None


def test_a_placeholder_stands_for_what_it_is_said_to() -> None:
    assert defined("Let X stand for the word apple. Reply with X.") == 'Reply with "apple".'

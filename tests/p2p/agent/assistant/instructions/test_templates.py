import pytest

from p2p.agent.assistant.instructions.templates import filled_reply


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        ('Fill in "Mr. ___ lives in ___." with Hargrove for the first blank and Leeds for the second.', "Mr. Hargrove lives in Leeds."),
        ("Replace {name} by Kim in: Hello {name}, welcome back", "Hello Kim, welcome back"),
        ('Our badge reads "Hello, I am <NAME>". Make one for Yusuf.', "Hello, I am Yusuf"),
        ("a line please: key is port, value is 8080, so key colon space value", "port: 8080"),
        ('Fill in "Mr. ___ lives in ___."', None),
    ],
)
def test_a_form_is_filled_with_what_is_given_for_each_blank(request_: str, text: str | None) -> None:
    assert filled_reply(request_) == text

import pytest

from p2p.agent.assistant.composing.pairs import pairs_of
from p2p.agent.assistant.composing.words import WORDS
from p2p.agent.assistant.language.subjects import quoted
from p2p.agent.assistant.language.tokens import tokens_of


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        ('json: name is "Ana", age is 3', '{"name": "Ana", "age": 3}'),
        ("raw json: host=db1 (string), port=54 (int)", '{"host": "db1", "port": 54}'),
        ("two lines, key: value. size is L, colour is navy", "size: L\ncolour: navy"),
    ],
)
def test_a_value_belongs_to_its_name(request_: str, text: str) -> None:
    said = quoted(request_)
    assert text in {span.given.text for span in pairs_of(said, tokens_of(said.text, WORDS))}

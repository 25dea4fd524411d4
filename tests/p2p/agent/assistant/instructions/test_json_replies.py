import json

import pytest

from p2p.agent.assistant.instructions.json_replies import json_reply

REQUESTS = [
    ("return JSON only: the key colour with value teal and the key size with value 9", {"colour": "teal", "size": 9}),
    ("As a JSON array, nothing else: red, amber, green", ["red", "amber", "green"]),
    ("Give me a JSON object with name set to Ada and age set to 36", {"name": "Ada", "age": 36}),
    ("reply in JSON: name is Bo, city is Rome", {"name": "Bo", "city": "Rome"}),
    ("JSON with keys a and b and values 1 and 2", {"a": 1, "b": 2}),
    ("Only JSON please: {status: ok, count: 3}", {"status": "ok", "count": 3}),
    ("A JSON list of the numbers 4, 8, 15", [4, 8, 15]),
    ("turn apples, pears into a json array", ["apples", "pears"]),
    ("json object: title = 'Dune', year = 1965", {"title": "Dune", "year": 1965}),
    ("write a JSON object whose key 'done' is true", {"done": True}),
    ('Return only JSON with the key "ok" and the value true', {"ok": True}),
    ("JSON: name Tom, age 12", {"name": "Tom", "age": 12}),
    ("make a json object with the keys x, y and z and the values 1, 2, 3", {"x": 1, "y": 2, "z": 3}),
]


@pytest.mark.parametrize(("request_", "value"), REQUESTS)
def test_the_reply_is_the_json_value_that_is_described(request_: str, value: object) -> None:
    reply = json_reply(request_)
    assert reply is not None
    assert json.loads(reply) == value


def test_without_a_word_of_json_there_is_none() -> None:
    assert json_reply("the key is under the mat") is None

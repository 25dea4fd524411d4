"""Two functions and requests for them, as the leaderboard writes them."""

import json

from learning.calls.functions import Function

AREA = Function.model_validate(
    {
        "name": "geometry.triangle_area",
        "description": "The area of a triangle, given its base and height.",
        "parameters": {
            "properties": {
                "base": {"type": "integer"},
                "height": {"type": "float"},
                "unit": {"type": "string", "enum": ["square meters", "square feet"]},
            },
            "required": ["base", "height"],
        },
    }
)
ROUTE = Function.model_validate(
    {
        "name": "get_route",
        "description": "The shortest way between two cities.",
        "parameters": {
            "properties": {"origin": {"type": "string"}, "destination": {"type": "string"}, "avoid_tolls": {"type": "boolean"}},
            "required": ["origin", "destination"],
        },
    }
)


def request(name: str, text: str, *functions: Function) -> bytes:
    question = [[{"role": "user", "content": text}]]
    return json.dumps({"id": name, "question": question, "function": [one.model_dump() for one in functions]}).encode() + b"\n"


def answer(name: str, function: str, **arguments: list) -> bytes:
    return json.dumps({"id": name, "ground_truth": [{function: arguments}]}).encode() + b"\n"

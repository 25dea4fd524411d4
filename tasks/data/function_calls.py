"""The requests of the Berkeley Function-Calling Leaderboard, read from data/bfcl."""

from dataclasses import dataclass
from pathlib import Path

from learning.calls.functions import Answer, Request, parse_answers, parse_requests
from tasks.data.registry import read_data

FOLDER = "bfcl"
SIMPLE, MULTIPLE, IRRELEVANT = "BFCL_v4_simple_python.json", "BFCL_v4_multiple.json", "BFCL_v4_irrelevance.json"
FILES = tuple(f"{FOLDER}/{name}" for name in (SIMPLE, MULTIPLE, IRRELEVANT, *(f"possible_answer/{name}" for name in (SIMPLE, MULTIPLE))))


@dataclass(frozen=True, slots=True)
class FunctionCalls:
    """Requests with one function, with several, and with none that fits; the right calls of the first two, by id."""

    simple: tuple[Request, ...]
    multiple: tuple[Request, ...]
    irrelevant: tuple[Request, ...]
    answers: dict[str, Answer]


def load_function_calls(root: Path) -> FunctionCalls:
    """The requests of the project at `root`, checked against the registry.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered), DataMalformedError (learning.data.malformed).
    """
    simple, multiple, irrelevant, *answers = (read_data(root, path) for path in FILES)
    right = {name: answer for raw in answers for name, answer in parse_answers(raw).items()}
    return FunctionCalls(parse_requests(simple), parse_requests(multiple), parse_requests(irrelevant), right)

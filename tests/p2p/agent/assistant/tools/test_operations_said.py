import json
from pathlib import Path

import pytest

from p2p.agent.assistant.encoder import Encoder
from p2p.agent.assistant.tools.operations_said import OPERATIONS, masked, operation_features, operation_head, signs_of

DATA = Path(__file__).parents[5] / "data/own/assistant/operations.jsonl"
CLAUSES = [json.loads(line) for line in DATA.read_text("utf-8").splitlines()]


def test_the_labelled_clauses_are_all_different() -> None:
    assert len({clause["text"].casefold() for clause in CLAUSES}) == len(CLAUSES)
    assert {clause["operation"] for clause in CLAUSES} == set(OPERATIONS)


@pytest.mark.parametrize(("clause", "same"), [("that for 9 rooms", "that for forty rooms"), ("with 2.5 more", "with seven more")])
def test_how_many_there_are_does_not_count(clause: str, same: str) -> None:
    assert masked(clause) == masked(same)
    assert (signs_of(clause) == signs_of(same)).all()


@pytest.mark.parametrize(
    ("clause", "operation"),
    [
        ("and how much are 7 of those jars?", "multiply"),
        ("how many bags of 12 kg does that fill?", "divide"),
        ("what change do I get back from 80?", "subtract_from"),
        ("I give 15 of them away; how many are left?", "subtract"),
        ("a further 9 arrive, how many are there?", "add"),
    ],
)
def test_what_is_done_is_read_from_the_words(encoder: Encoder, clause: str, operation: str) -> None:
    chances = operation_head().chances(operation_features(clause, encoder.encode([masked(clause)])[0]))
    assert max(chances, key=lambda one: chances[one]) == operation

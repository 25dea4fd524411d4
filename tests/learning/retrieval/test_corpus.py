"""A corpus is whole: each query has its document, each document its own name."""

import json

import pytest

from learning.errors import DataMalformedError
from learning.retrieval.corpus import parse_corpus


def raw(**changes: object) -> bytes:
    corpus = {
        "schema_version": 1,
        "documents": [{"id": "bees", "text": "Bees dance."}, {"id": "tides", "text": "The sea rises."}],
        "queries": [{"text": "who dances?", "document": "bees"}, {"text": "what rises?", "document": "tides"}],
    }
    return json.dumps(corpus | changes).encode()


def test_answers_are_positions_of_documents():
    assert parse_corpus(raw()).answers == (0, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"schema_version": 2},
        {"documents": []},
        {"queries": []},
        {"documents": [{"id": "bees", "text": "a"}, {"id": "bees", "text": "b"}]},
        {"queries": [{"text": "where?", "document": "clouds"}]},
        {"documents": [{"id": "../bees", "text": "a"}]},
        {"extra": 1},
    ],
)
def test_what_is_not_whole_is_refused(changes):
    with pytest.raises(DataMalformedError):
        parse_corpus(raw(**changes))


def test_what_is_no_json_is_refused():
    with pytest.raises(DataMalformedError):
        parse_corpus(b"\xff{")

"""A half is whole: names and texts are unique, documents are there, long ones are long, answers lie deep, paraphrases fit."""

import json

import pytest

from gates.cases.half import parse_half, said_in
from gates.errors import CasesInvalidError
from tests.gates.cases.small_half import ANSWER, lines, long_text, paraphrases, small_half


def changed(name: str, **changes: object) -> dict[str, bytes]:
    files = small_half() | paraphrases()
    return files | {name: lines(json.loads(files[name]) | changes)}


def test_each_family_is_counted():
    counts = parse_half(small_half()).cases.counts
    assert counts == dict.fromkeys(counts, 1)
    assert len(counts) == 7


def test_a_half_may_have_no_paraphrases():
    assert parse_half(small_half()).paraphrases is None


def test_a_paraphrase_is_the_case_in_other_words():
    half = parse_half(small_half() | paraphrases())
    assert half.paraphrases is not None
    for case, other in zip(half.cases.every(), half.paraphrases.every(), strict=True):
        assert (case.id, type(case)) == (other.id, type(other))
        assert not set(said_in(case)) & set(said_in(other))
    assert half.paraphrases.tool_use[0].result == "4"
    assert half.paraphrases.conversation_continuity[0].turns[1].contains == ("Ivo",)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(changed("tool_use.jsonl", id="say-1"), id="two cases of one name"),
        pytest.param(changed("out_of_scope.jsonl", text="Two plus TWO"), id="two cases of one text"),
        pytest.param(changed("tool_use.paraphrases.jsonl", text="two plus two"), id="a paraphrase that is the case"),
        pytest.param(changed("tool_use.paraphrases.jsonl", id="tool-2"), id="a paraphrase of no case"),
        pytest.param(changed("conversation_continuity.paraphrases.jsonl", turns=["one only"]), id="a paraphrase that lacks a turn"),
        pytest.param(changed("retrieval.jsonl", document="barn"), id="a long document where a short one is asked for"),
        pytest.param(changed("long_context_retrieval.jsonl", document="tides"), id="a short document where a long one is asked for"),
        pytest.param(changed("documents.jsonl", id="barn"), id="two documents of one name"),
        pytest.param(changed("tool_use.jsonl", hint="4"), id="an unknown field"),
        pytest.param(changed("long_context_retrieval.jsonl", answer="late1 late3"), id="an answer that is not there"),
        pytest.param(changed("long_context_retrieval.jsonl", answer="early7 early8"), id="an answer at the beginning"),
        pytest.param(changed("long_context_retrieval.jsonl", answer="late"), id="an answer that stands there often"),
        pytest.param(small_half() | {"long_documents/barn.md": long_text(1000, 300).encode()}, id="a short long document"),
        pytest.param(small_half() | {"long_documents/barn.md": b"\xff"}, id="a document that is no text"),
        pytest.param(small_half() | {"tool_use.jsonl": b"four\n"}, id="a line that is no JSON"),
        pytest.param({k: v for k, v in small_half().items() if k != "tool_use.jsonl"}, id="a missing family"),
        pytest.param(
            small_half() | {"tool_use.paraphrases.jsonl": lines({"id": "tool-1", "text": "4?"})}, id="paraphrases of one family only"
        ),
    ],
)
def test_what_is_not_whole_is_refused(files: dict[str, bytes]):
    with pytest.raises(CasesInvalidError):
        parse_half(files)


def test_a_broken_line_is_named():
    with pytest.raises(CasesInvalidError) as refusal:
        parse_half(small_half() | {"tool_use.jsonl": small_half()["tool_use.jsonl"] + b"{}\n"})
    assert refusal.value.context["line"] == 2


def test_an_answer_may_run_over_a_line_of_its_document():
    files = small_half() | {"long_documents/barn.md": long_text(1000, 600).replace(ANSWER, ANSWER.replace(" ", "\n")).encode()}
    assert parse_half(files).long_documents[0].id == "barn"

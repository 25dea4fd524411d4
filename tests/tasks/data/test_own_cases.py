"""The generality gate's cases as they lie in data/own/: whole, many enough, the held-out half unaltered."""

import shutil
from pathlib import Path
from typing import Literal

import pytest

from gates.cases.half import Half
from gates.cases.leaks import every_text, leaks
from gates.errors import DataAlteredError, DataMissingError
from learning.retrieval.corpus import Document, parse_corpus
from learning.text.near_duplicates import text_similarity
from tasks.data.own_cases import FOLDER, read_half
from tasks.data.registry import read_data
from tasks.data.text_sources import Utterances
from tasks.project.files import PROJECT_ROOT

MIN_HELD_OUT = 180
MIN_HELD_OUT_DOCUMENTS = 12
MIN_OF_A_FAMILY = 24
MIN_DEVELOPMENT = 150
MIN_DEVELOPMENT_DOCUMENTS = 8
MIN_OF_BOTH = 300
# Stricter than the 0.8 between training and test texts; a paraphrase keeps the words that it quotes.
NEAR = 0.6
NEAR_A_PARAPHRASE = 0.8


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT_ROOT / FOLDER, tmp_path / FOLDER)
    return tmp_path


def test_the_held_out_half_is_as_it_was_committed_before_the_rules():
    half = read_half(PROJECT_ROOT, "held_out")
    assert sum(half.cases.counts.values()) >= MIN_HELD_OUT
    assert min(half.cases.counts.values()) >= MIN_OF_A_FAMILY
    assert len(half.long_documents) >= MIN_HELD_OUT_DOCUMENTS
    assert half.paraphrases is not None


def test_an_altered_held_out_file_is_refused(project: Path):
    with (project / FOLDER / "held_out/tool_use.jsonl").open("a") as file:
        file.write("\n")
    with pytest.raises(DataAlteredError):
        read_half(project, "held_out")


def test_a_held_out_file_that_was_added_is_refused(project: Path):
    (project / FOLDER / "held_out/long_documents/late.md").write_text("late")
    with pytest.raises(DataAlteredError):
        read_half(project, "held_out")


def test_a_held_out_file_that_was_taken_away_is_refused(project: Path):
    (project / FOLDER / "held_out/tool_use.paraphrases.jsonl").unlink()
    with pytest.raises(DataAlteredError):
        read_half(project, "held_out")


def test_a_list_of_digests_that_is_missing_is_refused(project: Path):
    (project / FOLDER / "held_out.sha256").unlink()
    with pytest.raises(DataMissingError):
        read_half(project, "held_out")


def test_the_halves_have_cases_enough_and_share_none():
    held_out, development = read_half(PROJECT_ROOT, "held_out"), read_half(PROJECT_ROOT, "development")
    counts = development.cases.counts
    assert sum(counts.values()) >= MIN_DEVELOPMENT
    assert len(development.long_documents) >= MIN_DEVELOPMENT_DOCUMENTS
    assert sum(counts.values()) + sum(held_out.cases.counts.values()) >= MIN_OF_BOTH
    assert not {case.id for case in held_out.cases.every()} & {case.id for case in development.cases.every()}
    assert not {document.id for document in documents(held_out)} & {document.id for document in documents(development)}


def test_no_held_out_text_is_a_near_duplicate_of_one_that_was_seen():
    own = Utterances.model_validate_json(read_data(PROJECT_ROOT, "own/utterances.json"))
    corpus = parse_corpus(read_data(PROJECT_ROOT, "own/retrieval.json"))
    utterances = [text for texts in (*own.labels.values(), *own.indirect.values(), own.out_of_scope) for text in texts]
    retrieval = [item.text for item in (*corpus.documents, *corpus.queries)]
    seen = [*every_text(read_half(PROJECT_ROOT, "development")), *utterances, *retrieval]
    assert leaks(read_half(PROJECT_ROOT, "held_out"), seen, NEAR) == []


@pytest.mark.parametrize("name", ["held_out", "development"])
def test_a_paraphrase_is_no_near_duplicate_of_its_case(name: Literal["held_out", "development"]):
    half = read_half(PROJECT_ROOT, name)
    assert half.paraphrases is not None
    pairs = zip(half.cases.texts(), half.paraphrases.texts(), strict=True)
    assert [pair for pair in pairs if text_similarity(*pair) >= NEAR_A_PARAPHRASE] == []


def documents(half: Half) -> tuple[Document, ...]:
    return (*half.documents, *half.long_documents)

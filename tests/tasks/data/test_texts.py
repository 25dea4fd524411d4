"""Prepared texts: no training text is near a test text, whatever seed deals them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import CodedError
from gates.params.data import TextsParameters
from learning.text.near_duplicates import near_pairs
from learning.text.specs import VectorizerSpec
from tasks.data.text_sources import LabelledText, texts_path
from tasks.data.texts import PreparedTexts, deal_texts, load_texts, prepare_texts, texts_bytes, write_texts
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT

PARAMS = load_project(PROJECT_ROOT).data.texts
TRAIN_AND_TEST = [
    LabelledText("read my reminder list", "list", "test"),
    LabelledText("please play some jazz", "music", "train"),
    LabelledText("read my reminder list to me", "list", "train"),
    LabelledText("what is on my calendar", "list", "train"),
]


@pytest.fixture(scope="module")
def own() -> PreparedTexts:
    write_texts(PROJECT_ROOT, "utterances", PARAMS)
    return load_texts(PROJECT_ROOT, "utterances")


def test_a_training_text_near_a_test_text_is_left_out_and_counted() -> None:
    prepared = prepare_texts("few", TRAIN_AND_TEST, 0.75)
    assert prepared.removed == 1
    assert [(item.text, prepared.labels[item.label], item.side) for item in prepared.items] == [
        tuple(one) for one in (TRAIN_AND_TEST[0], TRAIN_AND_TEST[1], TRAIN_AND_TEST[3])
    ]


def test_every_test_text_is_kept() -> None:
    prepared = prepare_texts("few", TRAIN_AND_TEST * 2, 0.75)
    assert sum(item.side == "test" for item in prepared.items) == 2


def test_a_set_with_sides_is_dealt_alike_by_every_seed() -> None:
    prepared = prepare_texts("few", TRAIN_AND_TEST, 1.0)
    for seed in (0, 7):
        train, test = deal_texts(prepared, 0.5, seed)
        assert (train.tolist(), test.tolist()) == ([1, 2, 3], [0])


WORDS = st.lists(st.sampled_from(["pay", "the", "agent", "ten", "credits", "for", "job", "now", "please"]), min_size=1, max_size=6).map(
    " ".join
)


@given(st.lists(st.tuples(WORDS, st.sampled_from("ab")), min_size=2, max_size=14), st.integers(0, 100))
@settings(max_examples=60)
def test_near_texts_are_never_dealt_to_both_sides(pairs: list[tuple[str, str]], seed: int) -> None:
    prepared = prepare_texts("dealt", [LabelledText(text, label, "either") for text, label in pairs], 0.7)
    train, test = deal_texts(prepared, 0.4, seed)
    assert sorted([*train, *test]) == list(range(len(pairs)))
    sides = [[prepared.items[index].text for index in side] for side in (train, test)]
    assert not len(near_pairs(*sides, 0.7)[0])


@pytest.mark.parametrize("seed", range(5))
def test_the_own_utterances_are_dealt_by_label_and_without_near_duplicates(own: PreparedTexts, seed: int) -> None:
    train, test = deal_texts(own, PARAMS.test_fraction, seed)
    labels = np.array([item.label for item in own.items])
    wanted = np.round(PARAMS.test_fraction * np.array(own.num_samples))
    assert np.abs(np.bincount(labels[test]) - wanted).max() <= 1
    assert not set(train) & set(test)
    sides = [[own.items[index].text for index in side] for side in (test, train)]
    assert not len(near_pairs(*sides, PARAMS.near_duplicate_similarity)[0])
    assert not any(own.items[index].side == "indirect" for index in (*train, *test))


def test_indirect_texts_do_not_count_as_samples(own: PreparedTexts) -> None:
    assert sum(own.num_samples) == sum(item.side == "either" for item in own.items)


def test_another_set_than_the_registered_one_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "data/own").mkdir(parents=True)
    for name in ("data/registry.json", "data/own/utterances.json"):
        shutil.copy(PROJECT_ROOT / name, tmp_path / name)
    changed = TextsParameters(
        near_duplicate_similarity=0.5,
        test_fraction=0.25,
        split_seed=0,
        num_columns=8,
        hashed=VectorizerSpec(character_gram_size=3, min_documents=1),
    )
    with pytest.raises(CodedError) as refusal:
        write_texts(tmp_path, "utterances", changed)
    assert refusal.value.code == "gates.data.altered"
    assert not (tmp_path / "data" / texts_path("utterances")).exists()


def test_an_altered_prepared_set_is_refused_with_the_next_step(tmp_path: Path, own: PreparedTexts) -> None:
    path = tmp_path / "data" / texts_path("utterances")
    path.parent.mkdir(parents=True)
    shutil.copy(PROJECT_ROOT / "data/registry.json", tmp_path / "data/registry.json")
    raw = json.loads(texts_bytes(own))
    raw["items"][0]["label"] = 1
    path.write_text(json.dumps(raw))
    with pytest.raises(CodedError) as refusal:
        load_texts(tmp_path, "utterances")
    assert refusal.value.code == "gates.data.altered"
    assert "python -m tasks.data.texts utterances" in refusal.value.message


def test_the_stage_imports_neither_prefect_nor_torch() -> None:
    code = "import sys, tasks.data.texts; sys.exit(any(name in sys.modules for name in ('prefect', 'torch', 'sklearn', 'trio')))"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PROJECT_ROOT)

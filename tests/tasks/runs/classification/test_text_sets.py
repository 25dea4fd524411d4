"""Text sets are written where they are missing, kept where they are right, refused where they are altered; then classified."""

import shutil
from pathlib import Path

import pytest

from core.errors import CodedError
from tasks.data.text_sources import texts_path
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.classification.text_sets import classify_texts, prepare_text_sets

PROJECT = load_project(PROJECT_ROOT)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    (root / "data/own").mkdir(parents=True)
    for name in ("data/registry.json", "data/own/utterances.json", "params.yaml"):
        shutil.copy(PROJECT_ROOT / name, root / name)
    for package in ("core", "gates", "learning", "p2p", "tasks"):
        shutil.copytree(PROJECT_ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__"))
    prepare_text_sets.fn(root, ("utterances",), "utterances")
    return root


def test_missing_sets_are_written_and_right_ones_are_kept(root: Path) -> None:
    paths = [root / "data" / texts_path("utterances"), *(root / "data/utterances_hashed").iterdir()]
    assert len(paths) == 3
    written = [path.stat().st_mtime_ns for path in paths]
    prepare_text_sets.fn(root, ("utterances",), "utterances")
    assert [path.stat().st_mtime_ns for path in paths] == written


def test_a_set_that_cannot_be_written_says_why(root: Path) -> None:
    with pytest.raises(CodedError, match=r"gates\.data\.missing") as refusal:
        prepare_text_sets.fn(root, ("banking77",), "utterances")
    assert refusal.value.code == "tasks.computation.failed"


def test_an_altered_set_is_refused_and_not_overwritten(root: Path) -> None:
    path = root / "data" / texts_path("utterances")
    right = path.read_bytes()
    path.write_bytes(right[:-2])
    with pytest.raises(CodedError) as refusal:
        prepare_text_sets.fn(root, ("utterances",), "utterances")
    assert refusal.value.code == "gates.data.altered"
    assert path.read_bytes() == right[:-2]
    path.write_bytes(right)


def test_the_own_utterances_are_told_apart_well_but_not_perfectly() -> None:
    prepare_text_sets.fn(PROJECT_ROOT, ("utterances",), "utterances")
    params = PROJECT.classification.reduced.model_copy(update={"seeds": (5, 6), "num_timed": 20})
    found = classify_texts.fn("utterances", params, PROJECT.data.texts)
    assert [seed.seed for seed in found.seeds] == [5, 6]
    for seed in found.seeds:
        assert 0.85 < seed.accuracy < 0.99
        assert seed.indirect_accuracy is not None
        assert 0.4 < seed.indirect_accuracy < seed.accuracy
        assert (seed.train_samples, seed.test_samples) == (768, 256)

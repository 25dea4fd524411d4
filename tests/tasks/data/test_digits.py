import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.errors import CodedError
from gates.params.data import DigitsParameters
from learning.examples import unpack_examples
from tasks.data.digits import split_digits, write_digits
from tasks.data.example_files import SPLITS, load_split

ROOT = Path(__file__).parents[3]
PARAMS = DigitsParameters(test_fraction=0.2, split_seed=0, near_duplicate_distance=8.0)


@pytest.fixture(scope="module")
def contents() -> dict[str, bytes]:
    return split_digits(PARAMS)


@pytest.fixture
def project(tmp_path, contents):
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "data/registry.json", tmp_path / "data/registry.json")
    write_digits(tmp_path, PARAMS)
    return tmp_path


def test_the_digits_are_scaled_and_labelled(contents):
    for split in SPLITS:
        examples = unpack_examples(contents[split])
        assert examples.features_NF.shape[1] == 64
        assert (examples.features_NF.min(), examples.features_NF.max()) == (0.0, 1.0)
        assert set(examples.labels_N.tolist()) == set(range(10))


def test_the_split_is_80_to_20_by_label(contents):
    train, test = (np.bincount(unpack_examples(contents[split]).labels_N) for split in SPLITS)
    assert train.sum() + test.sum() == 1797
    assert np.abs(test / (train + test) - 0.2).max() < 0.01


def test_no_test_image_equals_or_nearly_equals_a_training_image(contents):
    train, test = (unpack_examples(contents[split]).features_NF * 16 for split in SPLITS)
    distances = np.sqrt(((test[:, None, :] - train[None, :, :]) ** 2).sum(axis=2))
    assert distances.min() >= PARAMS.near_duplicate_distance


def test_writing_twice_gives_the_same_bytes(contents):
    assert split_digits(PARAMS) == contents


def test_what_is_written_loads(project):
    assert load_split(project, "digits", "train").num_examples > 4 * load_split(project, "digits", "test").num_examples - 10


def test_writing_leaves_the_two_files_and_nothing_else(project):
    assert {path.name for path in (project / "data/digits").iterdir()} == {"train.safetensors", "test.safetensors"}


@pytest.mark.parametrize(
    "damage", [lambda raw: raw[:-1], lambda raw: raw[:100] + b"x" + raw[101:], lambda raw: b"", lambda raw: raw + b" "]
)
def test_a_truncated_or_altered_file_is_refused_with_the_next_step(project, damage):
    path = project / "data/digits/test.safetensors"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(CodedError) as caught:
        load_split(project, "digits", "test")
    assert caught.value.code == "gates.data.altered"
    assert "python -m tasks.data.digits" in caught.value.message


def test_a_missing_file_is_refused_with_the_next_step(project):
    (project / "data/digits/train.safetensors").unlink()
    with pytest.raises(CodedError) as caught:
        load_split(project, "digits", "train")
    assert caught.value.code == "gates.data.missing"
    assert "python -m tasks.data.digits" in caught.value.message


def test_another_split_than_the_registered_one_is_not_written(project):
    before = (project / "data/digits/train.safetensors").read_bytes()
    with pytest.raises(CodedError) as caught:
        write_digits(project, PARAMS.model_copy(update={"split_seed": 1}))
    assert caught.value.code == "gates.data.altered"
    assert (project / "data/digits/train.safetensors").read_bytes() == before


def test_the_stage_imports_neither_prefect_nor_torch():
    code = "import sys, tasks.data.digits; sys.exit(any(name in sys.modules for name in ('prefect', 'torch', 'sklearn', 'trio')))"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)

"""The digits are written where they are missing, kept where they are right, and refused where they are altered."""

import shutil
from pathlib import Path

import pytest

from gates.errors import DataAlteredError
from tasks.data.digit_files import DIGITS, prepare_digits
from tasks.project.files import PROJECT_ROOT


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    for name in ("data/registry.json", "params.yaml"):
        shutil.copy(PROJECT_ROOT / name, tmp_path / name)
    for package in ("core", "gates", "learning", "tasks"):
        shutil.copytree(PROJECT_ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_missing_digits_are_written_and_right_ones_are_kept(root: Path) -> None:
    prepare_digits.fn(root)
    written = [(root / "data" / path).stat().st_mtime_ns for path in DIGITS]
    prepare_digits.fn(root)
    assert [(root / "data" / path).stat().st_mtime_ns for path in DIGITS] == written


def test_altered_digits_are_refused_and_not_overwritten(root: Path) -> None:
    prepare_digits.fn(root)
    path = root / "data" / DIGITS[0]
    path.write_bytes(path.read_bytes()[:-1])
    altered = path.read_bytes()
    with pytest.raises(DataAlteredError):
        prepare_digits.fn(root)
    assert path.read_bytes() == altered

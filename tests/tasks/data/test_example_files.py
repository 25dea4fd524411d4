"""Examples are written whole or not at all, and read only where they are the registered ones."""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from gates.errors import DataAlteredError, DataMissingError, DataUnknownError
from learning.examples import pack_examples
from tasks.data.example_files import SPLITS, Split, load_split, write_command, write_splits

CONTENTS: dict[Split, bytes] = {
    "train": pack_examples(np.zeros((3, 2), dtype=np.float32), np.array([0, 1, 0])),
    "test": pack_examples(np.ones((1, 2), dtype=np.float32), np.array([1])),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project whose one data set is `small`."""
    files = [{"path": f"small/{split}.safetensors", "sha256": sha256(CONTENTS[split]).hexdigest()} for split in SPLITS]
    small = {"name": "small", "description": "s", "licence": "l", "source": {"url": "u"}, "prepare": "write it", "files": files}
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "registry.json").write_text(json.dumps({"schema_version": 1, "datasets": [small]}))
    return tmp_path


def test_what_is_written_is_what_is_read(root: Path) -> None:
    written = write_splits(root, "small", CONTENTS)
    assert written == {f"small/{split}.safetensors": sha256(CONTENTS[split]).hexdigest() for split in SPLITS}
    assert load_split(root, "small", "train").labels_N.tolist() == [0, 1, 0]
    assert {path.name for path in (root / "data" / "small").iterdir()} == {"train.safetensors", "test.safetensors"}


def test_one_side_that_is_not_the_registered_one_keeps_both_from_being_written(root: Path) -> None:
    with pytest.raises(DataAlteredError):
        write_splits(root, "small", {**CONTENTS, "test": b"another"})
    assert not (root / "data" / "small").exists()


def test_a_missing_an_altered_and_an_unknown_file_are_told_apart(root: Path) -> None:
    with pytest.raises(DataMissingError, match="write it"):
        load_split(root, "small", "test")
    write_splits(root, "small", CONTENTS)
    path = root / "data" / "small" / "test.safetensors"
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(DataAlteredError):
        load_split(root, "small", "test")
    with pytest.raises(DataUnknownError):
        load_split(root, "large", "test")


def test_the_command_says_what_it_wrote_or_why_it_did_not(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert write_command(lambda: write_splits(root, "small", CONTENTS)) == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("data/small/train.safetensors ")
    assert write_command(lambda: write_splits(root, "large", CONTENTS)) == 1
    assert capsys.readouterr().err.startswith("gates.data.unknown: ")

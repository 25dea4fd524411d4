import json
from pathlib import Path

import pytest

from core.errors import CodedError
from tasks.data.registry import read_data, read_registry, registered

ROOT = Path(__file__).parents[3]


def registry(tmp_path: Path, **changes: object) -> Path:
    dataset = {
        "name": "words",
        "description": "words",
        "licence": "CC0",
        "source": {"url": "https://example.org"},
        "prepare": "make words",
        "files": [{"path": "words/a.txt", "sha256": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}],
    }
    (tmp_path / "data" / "words").mkdir(parents=True)
    (tmp_path / "data/registry.json").write_text(json.dumps({"schema_version": 1, "datasets": [dataset | changes]}))
    return tmp_path


def test_every_committed_data_set_names_its_source_and_licence():
    names = [dataset.name for dataset in read_registry(ROOT).datasets]
    assert names[0] == "digits"
    assert len(set(names)) == len(names)
    for dataset in read_registry(ROOT).datasets:
        assert dataset.licence
        assert dataset.source.url.startswith("https://") or (ROOT / dataset.source.url).is_file()
        assert dataset.prepare or dataset.source.commit or all(file.path.startswith("own/") for file in dataset.files)


def test_every_registered_data_set_is_described_for_people():
    readme = (ROOT / "data/README.md").read_text()
    for dataset in read_registry(ROOT).datasets:
        assert f"| {dataset.name} |" in readme
        assert dataset.licence.split(" (")[0] in readme


def test_a_registered_file_is_read(tmp_path):
    root = registry(tmp_path)
    (root / "data/words/a.txt").write_bytes(b"hello")
    assert read_data(root, "words/a.txt") == b"hello"


@pytest.mark.parametrize("path", ["words/b.txt", "../params.yaml", "words/../words/a.txt"])
def test_an_unregistered_file_is_refused(tmp_path, path):
    with pytest.raises(CodedError) as caught:
        registered(read_registry(registry(tmp_path)), path)
    assert caught.value.code == "gates.data.unknown"


@pytest.mark.parametrize(
    "changes",
    [
        {"files": []},
        {"files": [{"path": "../x", "sha256": "0" * 64}]},
        {"files": [{"path": "a", "sha256": "0" * 63}]},
        {"files": [{"path": "a", "sha256": "0" * 64}] * 2},
        {"licence": None},
        {"more": 1},
    ],
)
def test_a_malformed_registry_is_refused(tmp_path, changes):
    with pytest.raises(CodedError) as caught:
        read_registry(registry(tmp_path, **changes))
    assert caught.value.code == "gates.data.registry"

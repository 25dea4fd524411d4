"""A project whose registry lists small public data sets, and the folder that mirrors them."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

COMMIT = "0" * 39 + "1"
CONTENTS = {
    "poems/first.txt": b"roses are red\n" * 5000,
    "poems/more/second.txt": b"violets are blue\n",
    "songs/only.txt": b"la la la\n",
}


@dataclass(frozen=True)
class FetchedSets:
    """`root` is the project, `mirror` the folder in which every file lies as it should."""

    root: Path
    mirror: Path

    def path(self, name: str) -> Path:
        """Where the file lies in the project."""
        return self.root / "data" / name

    def found(self) -> dict[str, bytes]:
        """Every file below data/ but the registry."""
        files = (path for path in (self.root / "data").rglob("*") if path.is_file() and path.name != "registry.json")
        return {path.relative_to(self.root / "data").as_posix(): path.read_bytes() for path in files}


def make_fetched_sets(folder: Path, *, has_sizes: bool = True) -> FetchedSets:
    """Two data sets that are fetched and one that a command writes; nothing of them is in the project yet."""
    sets = FetchedSets(folder / "project", folder / "mirror")
    for name, content in CONTENTS.items():
        (sets.mirror / name).parent.mkdir(parents=True, exist_ok=True)
        (sets.mirror / name).write_bytes(content)
    datasets = [_dataset(name, has_sizes) for name in ("poems", "songs")]
    made = {"name": "made", "description": "made", "licence": "CC0", "source": {"url": "https://example.org"}, "prepare": "make made"}
    datasets.append({**made, "files": [{"path": "made/a.txt", "sha256": "0" * 64}]})
    (sets.root / "data").mkdir(parents=True, exist_ok=True)
    (sets.root / "data" / "registry.json").write_text(json.dumps({"schema_version": 1, "datasets": datasets}))
    return sets


def _dataset(name: str, has_sizes: bool) -> dict[str, object]:
    files = [
        {"path": path, "sha256": sha256(content).hexdigest(), "source_path": f"raw/{path}"}
        | ({"size_bytes": len(content)} if has_sizes else {})
        for path, content in CONTENTS.items()
        if path.startswith(name)
    ]
    source = {"url": f"https://example.org/{name}", "repository": f"someone/{name}", "commit": COMMIT}
    return {"name": name, "description": name, "licence": "CC0", "source": source, "prepare": f"fetch {name}", "files": files}

"""What the documents point at is there, and nothing in them waits to be filled in."""

import re
from pathlib import Path

LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def documents(root: Path) -> list[Path]:
    found = [*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("data/*.md")]
    return [path for path in found if "node_modules" not in path.parts]


def test_no_document_has_a_gap(root: Path) -> None:
    assert [path.name for path in documents(root) if re.search(r"@@|TODO|TBD", path.read_text())] == []


def test_every_link_leads_somewhere(root: Path) -> None:
    dead = [(path.name, link) for path in documents(root) for link in LINK.findall(path.read_text()) if not (path.parent / link).exists()]
    assert dead == []


def test_the_readme_names_every_top_level_folder(root: Path) -> None:
    text = (root / "README.md").read_text()
    folders = {path.name for path in root.iterdir() if path.is_dir() and not path.name.startswith(".") and (path / "__init__.py").exists()}
    assert {name for name in folders if f"`{name}/`" not in text} == set()


def test_every_test_that_a_document_names_is_there(root: Path) -> None:
    named = {match for path in documents(root) for match in NAMED_TEST.findall(path.read_text())}
    assert len(named) > 50
    missing = [f"{file}::{test}" for file, test in sorted(named) if not is_test(root / file, test)]
    assert missing == []


def is_test(path: Path, name: str) -> bool:
    return path.exists() and f"def {name}(" in path.read_text()

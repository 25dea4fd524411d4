"""A file that grows past a screen or two, or a name that says nothing, is stopped here."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MAX_FILE_LINES = 299
MAX_FUNCTION_LINES = 49
MAX_POSITIONAL = 5
EMPTY_NAMES = {"utils", "util", "common", "helpers", "helper", "misc", "manager", "managers"}


@dataclass(frozen=True, slots=True)
class Definition:
    """A function or a class as its file has it; a class takes no arguments."""

    name: str
    is_class: bool
    num_lines: int
    num_positional: int


@cache
def definitions(path: Path) -> tuple[Definition, ...]:
    """The functions and classes of a file, which is parsed once for all tests."""
    nodes = ast.walk(ast.parse(path.read_text()))
    return tuple(
        Definition(node.name, isinstance(node, ast.ClassDef), (node.end_lineno or 0) - node.lineno + 1, num_positional(node))
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    )


def num_positional(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    if isinstance(node, ast.ClassDef):
        return 0
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def functions(path: Path) -> Iterator[Definition]:
    return (one for one in definitions(path) if not one.is_class)


def test_every_file_is_under_300_lines(python_files: tuple[Path, ...], root: Path) -> None:
    lengths = {str(path.relative_to(root)): len(path.read_text().splitlines()) for path in python_files}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_FILE_LINES} == {}


def test_every_function_is_under_50_lines(python_files: tuple[Path, ...]) -> None:
    lengths = {f"{path.name}:{one.name}": one.num_lines for path in python_files for one in functions(path)}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_FUNCTION_LINES} == {}


def test_a_function_takes_at_most_five_positional_arguments(modules: tuple[Path, ...]) -> None:
    counts = {f"{path.name}:{one.name}": one.num_positional for path in modules for one in functions(path)}
    assert {name: number for name, number in counts.items() if number > MAX_POSITIONAL} == {}


def test_no_module_or_class_has_an_empty_name(modules: tuple[Path, ...], root: Path) -> None:
    def words(path: Path) -> set[str]:
        classes = [one.name for one in definitions(path) if one.is_class]
        parts = [part.removesuffix(".py") for part in path.relative_to(root).parts]
        return {word.lower() for name in (*parts, *classes) for word in re.findall(r"[A-Z]?[a-z0-9]+", name)}

    assert {str(path.relative_to(root)): found for path in modules if (found := words(path) & EMPTY_NAMES)} == {}


def test_a_package_says_what_it_is_and_imports_nothing(modules: tuple[Path, ...]) -> None:
    for path in modules:
        if path.name == "__init__.py":
            body = ast.parse(path.read_text()).body
            assert len(body) == 1, f"{path} holds one docstring and nothing else"
            assert ast.get_docstring(ast.parse(path.read_text())), path


def test_every_folder_of_modules_is_a_package(modules: tuple[Path, ...]) -> None:
    assert {path.parent for path in modules if not (path.parent / "__init__.py").exists()} == set()


def test_tests_are_no_packages(files: tuple[Path, ...], root: Path) -> None:
    assert [path for path in files if path.name == "__init__.py" and path.relative_to(root).parts[0] == "tests"] == []

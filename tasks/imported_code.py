"""`python -m tasks.imported_code MODULE…`: which files of this project a module runs, and what they hold, for DVC and for evidence.

A module runs what it imports, anywhere in its body, and what the processes run that it starts; those are named by a string, as in
`[sys.executable, "-m", "tasks.computing"]`. So a string that is the name of one of the project's modules counts as an import. What
is imported for types alone does not run.
"""

import ast
import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import resolve_name
from pathlib import Path

from tasks.project_files import PROJECT_ROOT, inside

LISTINGS = Path("data") / "code"


@dataclass(slots=True)
class ProjectCode:
    """The Python files of the project at `root` as they are while something is looked at: each is read once."""

    root: Path
    _content: dict[str, bytes | None] = field(default_factory=dict[str, bytes | None])
    _imports: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    _is_file: dict[str, bool] = field(default_factory=dict[str, bool])

    def digest(self, name: str) -> str | None:
        """The SHA-256 of the file of that path; None where there is none inside the project."""
        content = self._read(name)
        return None if content is None else hashlib.sha256(content).hexdigest()

    def files_of(self, module: str) -> tuple[str, ...]:
        """The paths of the module, of everything that it imports and starts, and of the packages around them, in order."""
        found: set[str] = set()
        todo = {self._file_of(module) or f"{module.replace('.', '/')}.py"}
        while todo:
            found |= todo
            todo = {other for name in todo for other in self._imported_by(name)} - found
        return tuple(sorted(found))

    def _imported_by(self, name: str) -> frozenset[str]:
        if name not in self._imports:
            try:
                tree = ast.parse(self._read(name) or b"")
            except (SyntaxError, ValueError, RecursionError):
                tree = ast.Module([], [])
            self._imports[name] = frozenset(self._files_in(tree, name.rpartition("/")[0].replace("/", ".")))
        return self._imports[name]

    def _files_in(self, tree: ast.AST, package: str) -> Iterator[str]:
        for node in running(tree):
            for module in _named(node, package):
                parts = module.split(".")
                prefixes = (".".join(parts[: length + 1]) for length in range(len(parts)))
                yield from filter(None, map(self._file_of, prefixes))
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                started = node.value.partition(":")[0]
                if "." in started and self._file_of(started):
                    yield from self._files_in(ast.Import([ast.alias(started)]), package)

    def _file_of(self, module: str) -> str | None:
        if not all(map(str.isidentifier, module.split("."))):
            return None
        path = module.replace(".", "/")
        return next((name for name in (f"{path}.py", f"{path}/__init__.py") if self._exists(name)), None)

    def _exists(self, name: str) -> bool:
        if name not in self._is_file:
            self._is_file[name] = (self.root / name).is_file()
        return self._is_file[name]

    def _read(self, name: str) -> bytes | None:
        if name not in self._content:
            path = inside(self.root, name)
            self._content[name] = path.read_bytes() if path is not None and path.is_file() else None
        return self._content[name]


def running(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node of `tree` but those below `if TYPE_CHECKING:`."""
    yield tree
    parts = tree.orelse if isinstance(tree, ast.If) and ast.unparse(tree.test) == "TYPE_CHECKING" else ast.iter_child_nodes(tree)
    for node in parts:
        yield from running(node)


def _named(node: ast.AST, package: str) -> Iterator[str]:
    """What an import statement names: modules, and names that may be modules."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        module = resolve_name("." * node.level + (node.module or ""), package)
        yield from (f"{module}.{alias.name}" for alias in node.names)


def write_listings(root: Path, modules: list[str]) -> None:
    """For each module write the paths and digests of its files to data/code/, where DVC finds what a stage depends on."""
    code = ProjectCode(root)
    (root / LISTINGS).mkdir(parents=True, exist_ok=True)
    for module in modules:
        listing = {name: code.digest(name) for name in code.files_of(module)}
        (root / LISTINGS / f"{module}.json").write_text(json.dumps(listing, indent=2) + "\n")


if __name__ == "__main__":
    write_listings(PROJECT_ROOT, sys.argv[1:])

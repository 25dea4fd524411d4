"""`python -m tasks.evidence.imported_code MODULE…`: which files of this project a module runs, and what they hold, for DVC and for evidence.

A module runs what it imports, anywhere in its body, and what the processes run that it starts; those are named by a string, as in
`[sys.executable, "-m", "tasks.computing.worker"]`. So a string that is the name of one of the project's modules counts as an import. What
is imported for types alone does not run.
"""

import ast
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import resolve_name
from pathlib import Path

from tasks.project.files import PROJECT_ROOT, inside

LISTINGS = Path("data") / "code"
_MODULE_LIKE = re.compile(rb"""["']([a-z]\w*(?:\.\w+)+)[:"']""")
_PARTS = ("body", "orelse", "finalbody", "handlers", "cases")
"""Where a statement holds others."""


@dataclass(slots=True)
class ProjectCode:
    """The Python files of the project at `root` as they are while something is looked at: each is read once."""

    root: Path
    _content: dict[str, bytes | None] = field(default_factory=dict[str, bytes | None])
    _imports: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    _files: dict[str, str | None] = field(default_factory=dict[str, str | None])

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
            source = self._read(name) or b""
            started = filter(self._file_of, (found.decode() for found in _MODULE_LIKE.findall(source)))
            modules = {*_parsed(source, name.rpartition("/")[0].replace("/", ".")), *started}
            self._imports[name] = frozenset(file for module in modules for file in map(self._file_of, _with_packages(module)) if file)
        return self._imports[name]

    def _file_of(self, module: str) -> str | None:
        if module not in self._files:
            path = module.replace(".", "/")
            self._files[module] = next((name for name in (f"{path}.py", f"{path}/__init__.py") if (self.root / name).is_file()), None)
        return self._files[module]

    def _read(self, name: str) -> bytes | None:
        if name not in self._content:
            path = inside(self.root, name)
            self._content[name] = path.read_bytes() if path is not None and path.is_file() else None
        return self._content[name]


def imported(source: bytes, package: str) -> Iterator[str]:
    """Every module that a file of `package` imports, and every name that it imports from one, which may be a module itself."""
    try:
        todo: list[ast.AST] = [ast.parse(source)]
    except (SyntaxError, ValueError, RecursionError):
        return
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            with suppress(ImportError):  # more dots than packages around the file
                module = resolve_name("." * node.level + (node.module or ""), package)
                yield from (f"{module}.{alias.name}" for alias in node.names)
        is_for_types = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for part in ("orelse",) if is_for_types else _PARTS:
            todo += getattr(node, part, ())


@lru_cache(4096)
def _parsed(source: bytes, package: str) -> frozenset[str]:
    """What is imported, found once for each content: a status looks at the same files for every gate, a test for every change."""
    return frozenset(imported(source, package))


def _with_packages(module: str) -> Iterator[str]:
    parts = module.split(".")
    return (".".join(parts[: length + 1]) for length in range(len(parts)))


def write_listings(root: Path, modules: list[str]) -> None:
    """For each module write the paths and digests of its files to data/code/, where DVC finds what a stage depends on."""
    code = ProjectCode(root)
    (root / LISTINGS).mkdir(parents=True, exist_ok=True)
    for module in modules:
        listing = {name: code.digest(name) for name in code.files_of(module)}
        (root / LISTINGS / f"{module}.json").write_text(json.dumps(listing, indent=2) + "\n")


if __name__ == "__main__":
    write_listings(PROJECT_ROOT, sys.argv[1:])

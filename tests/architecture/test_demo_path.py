"""What a demo task runs through can be read in an afternoon."""

import ast
import io
import subprocess
import sys
import tokenize
from pathlib import Path

MAX_CODE_LINES = 2000
MAX_TRANSPORT_LINES = 500
TRANSPORT = "p2p/transport/"
"""Stands in for frames and records of the library, which nobody counted (docs/decisions/0031)."""

LOAD_THE_PATH = """
import sys
import p2p.agent.capabilities.echo, p2p.discovery, p2p.host, p2p.protocols.task
print(*(module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)), sep="\\n")
"""
NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def num_code_lines(text: str) -> int:
    """The lines of `text` that hold code: no blank ones, no comments, no docstrings."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    lines = {line for token in tokens if token.type not in NO_CODE for line in range(token.start[0], token.end[0] + 1)}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def test_the_path_of_a_demo_task_is_at_most_2000_lines_of_code(root: Path, packages: tuple[str, ...]) -> None:
    """Counted is every module of this project, errors included, that a process has loaded that serves and asks tasks.

    A line counts that holds code: blank lines, comments and docstrings do not. The transport, which replaces library code, has a
    bound of its own.
    """
    loaded = subprocess.run([sys.executable, "-c", LOAD_THE_PATH], cwd=root, capture_output=True, text=True, check=True).stdout
    ours = [path for path in map(Path, loaded.splitlines()) if path.is_relative_to(root) and path.relative_to(root).parts[0] in packages]
    lines = {str(path.relative_to(root)): num_code_lines(path.read_text()) for path in ours}
    assert {"core/errors.py", "p2p/compat.py", "p2p/errors.py", "p2p/host.py", "p2p/protocols/task.py"} <= set(lines)
    transport = {name: number for name, number in lines.items() if name.startswith(TRANSPORT)}
    assert 0 < sum(transport.values()) <= MAX_TRANSPORT_LINES, transport
    assert sum(lines.values()) - sum(transport.values()) <= MAX_CODE_LINES, lines


def test_comments_docstrings_and_blank_lines_are_no_code() -> None:
    assert num_code_lines('"""Caption."""\n\n# why\nx = (\n    1\n)\n\n\ndef f():\n    """Promise."""\n    return x\n') == 5

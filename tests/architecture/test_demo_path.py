"""The path of a demo task stays short enough to be read in one sitting.

Counted are lines of code (no blank lines, comments or docstrings) of every module of ours that a process loads in order to
discover, serve and ask a task: wire, signing, discovery, host, task protocol, echo, and all that these import.
"""

import ast
import io
import json
import subprocess
import sys
import tokenize
from pathlib import Path

MAX_CODE_LINES = 2000
ENTRIES = ("p2p.host", "p2p.discovery", "p2p.protocols.task", "p2p.agent.capabilities.echo")
PACKAGES = ("core", "p2p", "learning", "gates", "tasks", "flows", "cli")
_SILENT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER}


def loaded_files(root: Path) -> list[Path]:
    script = f"""
import importlib, json, sys
for name in {ENTRIES!r}: importlib.import_module(name)
print(json.dumps([m.__file__ for n, m in sys.modules.items() if n.split(".")[0] in {PACKAGES!r} and getattr(m, "__file__", None)]))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root)
    return [Path(name) for name in json.loads(done.stdout)]


def code_lines(text: str) -> int:
    """Lines that hold a token other than comment and docstring."""
    lines = {line for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type not in _SILENT
             for line in range(token.start[0], token.end[0] + 1)}  # fmt: skip
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def test_the_path_of_a_demo_task_is_at_most_2000_lines_of_code(root: Path) -> None:
    files = loaded_files(root)
    assert {"host.py", "task.py", "echo.py", "discovery.py", "signing.py", "compat.py"} <= {path.name for path in files}
    sizes = {str(path.relative_to(root)): code_lines(path.read_text()) for path in files}
    assert sum(sizes.values()) <= MAX_CODE_LINES, sorted(sizes.items(), key=lambda item: -item[1])


def test_only_code_is_counted() -> None:
    assert code_lines('"""Doc."""\n\n# comment\nx = 1  # one\n\n\ndef f():\n    """Doc\n    string."""\n    return (1 +\n        2)\n') == 4

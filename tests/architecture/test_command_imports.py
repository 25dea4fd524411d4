"""`p2p-agent --help` answers at once: what is heavy is imported inside the commands."""

import subprocess
import sys
from pathlib import Path

HEAVY = [
    "prefect",
    "torch",
    "numba",
    "trio",
    "libp2p",
    "httpx",
    "cryptography",
    "pydantic_settings",
    "numpy",
    "scipy",
    "sklearn",
    "pandas",
    "matplotlib",
    "fastapi",
    "dvc",
]


def test_importing_the_command_imports_nothing_heavy(root: Path) -> None:
    program = f"import sys, cli.main; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True)
    assert (result.returncode, result.stdout.strip()) == (0, ""), result.stderr

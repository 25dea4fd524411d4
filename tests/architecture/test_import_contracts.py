"""The linter's contracts hold, and each one fails when it is broken."""

import ast
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

BREAKS = [
    ("layers", "core/units.py", "import learning.plan"),
    ("layers", "p2p/peers.py", "import gates"),
    ("layers", "gates/__init__.py", "import p2p.peers"),
    ("layers", "learning/plan.py", "import p2p.peers"),
    ("layers", "tasks/gate/steps.py", "import flows"),
    ("layers", "flows/ui.py", "import cli"),
    ("prefect", "cli/__init__.py", "import prefect"),
    ("prefect", "learning/plan.py", "from prefect import flow"),
    ("trio", "tasks/gate/steps.py", "import trio"),
    ("trio", "cli/__init__.py", "import p2p.host"),
    ("torch", "learning/plan.py", "def late():\n    import torch"),
    ("torch", "p2p/peers.py", "import torch.nn"),
    ("numba", "learning/simulation.py", "def late():\n    import numba"),
    ("torch-host", "p2p/host.py", "import learning.models.torch_generic"),
    ("torch-host", "p2p/agent/process.py", "import p2p.agent.computing.worker\nimport learning.models.torch_generic"),
    ("web", "tasks/gate/steps.py", "import fastapi"),
    ("web", "p2p/host.py", "import hypercorn"),
    ("sqlalchemy", "flows/ui.py", "import sqlalchemy"),
    ("core", "core/units.py", "import numpy"),
    ("learning", "learning/plan.py", "import os"),
    ("gates", "gates/__init__.py", "import subprocess"),
    ("wire", "p2p/wire/framing.py", "import socket"),
    ("wire", "p2p/wire/messages.py", "import p2p.host"),
    ("client", "p2p/agent/client/agent.py", "import trio"),
    ("client", "p2p/agent/launch.py", "import p2p.host"),
]
CORE_MAY_IMPORT = {*sys.stdlib_module_names, "core", "pydantic", "nacl", "rfc8785", "base58"}


def lint(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    options = [word for contract in contracts for word in ("--contract", contract)]
    command = Path(sys.executable).parent / "lint-imports"
    return subprocess.run([command, "--no-cache", "--no-logo", *options], cwd=folder, capture_output=True, text=True)


def test_every_contract_is_kept(root: Path) -> None:
    result = lint(root)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_contract_has_a_break_here(root: Path) -> None:
    with (root / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    assert {contract["id"] for contract in contracts} == {contract for contract, _, _ in BREAKS}


@pytest.fixture(scope="module")
def copy(root: Path, packages: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages, in which one file at a time breaks a contract."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copy(root / "pyproject.toml", folder)
    for package in packages:
        shutil.copytree(root / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.mark.parametrize(("contract", "module", "statement"), BREAKS)
def test_a_contract_fails_when_broken(contract: str, module: str, statement: str, copy: Path) -> None:
    path = copy / module
    right = path.read_bytes()
    path.write_bytes(right + f"\n{statement}\n".encode())
    result = lint(copy, contract)
    path.write_bytes(right)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "Contracts: 0 kept, 1 broken." in result.stdout


def test_core_imports_nothing_beyond_its_list(modules: tuple[Path, ...], root: Path) -> None:
    found: set[str] = set()
    for path in modules:
        if path.relative_to(root).parts[0] == "core":
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    found |= {alias.name.split(".")[0] for alias in node.names}
                if isinstance(node, ast.ImportFrom):
                    found.add((node.module or "").split(".")[0])
    assert found - CORE_MAY_IMPORT == set()

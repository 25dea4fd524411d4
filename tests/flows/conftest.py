"""Every flow as a command that is asked for its help, each in a fork of a process that has loaded all of them: that takes longest."""

import json
import subprocess
import sys
from dataclasses import dataclass

import pytest

from tasks.project.files import PROJECT_ROOT

ASK_EACH = """
import contextlib, importlib, io, json, os, runpy, sys
from flows.local_api.environment import enter_project_environment
enter_project_environment()
for module in sys.argv[1:]:
    importlib.import_module(module)
for module in sys.argv[1:]:
    if os.fork() == 0:
        said, sys.argv = io.StringIO(), [module, "--help"]
        with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
            runpy.run_module(module, run_name="__main__")
        engines = {"torch", "scipy", "sklearn", "matplotlib", "tokenizers"} & set(sys.modules)
        print(json.dumps([module.removeprefix("flows."), said.getvalue(), sorted(engines)]), flush=True)
        os._exit(0)
    assert os.wait()[1] == 0, module
"""


@dataclass(frozen=True, slots=True)
class AskedFlow:
    """What a flow's command says of itself, and the engines that were loaded by then."""

    help: str
    engines: list[str]


@pytest.fixture(scope="session")
def flows() -> dict[str, AskedFlow]:
    """The flows of the project, by the names of their files."""
    names = sorted(path.stem for path in (PROJECT_ROOT / "flows").glob("*.py") if "import flow\n" in path.read_text())
    command = [sys.executable, "-c", ASK_EACH, *(f"flows.{name}" for name in names)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT_ROOT, timeout=120)
    return {name: AskedFlow(said, engines) for name, said, engines in map(json.loads, done.stdout.splitlines())}

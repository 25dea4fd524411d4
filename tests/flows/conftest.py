"""Every flow as a command that is asked for its help, all in one process: to load Prefect for each would take longest."""

import json
import subprocess
import sys
from dataclasses import dataclass

import pytest

from tasks.project.files import PROJECT_ROOT

ASK_EACH = """
import contextlib, io, json, runpy, sys, warnings
warnings.simplefilter("ignore")
told = {}
for module in sys.argv[1:]:
    said, sys.argv = io.StringIO(), [module, "--help"]
    with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
        runpy.run_module(module, run_name="__main__")
    told[module] = said.getvalue(), sorted({"torch", "scipy", "sklearn", "matplotlib"} & set(sys.modules))
print(json.dumps(told))
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
    return {name.removeprefix("flows."): AskedFlow(*told) for name, told in json.loads(done.stdout).items()}

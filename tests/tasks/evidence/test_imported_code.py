"""What a module runs: read off its imports, and no file more."""

import json
import re
import shutil
from functools import cache
from pathlib import Path

import pytest
import yaml

from gates.catalogue import GATES
from gates.judges import JUDGEMENTS
from tasks.evidence.imported_code import ProjectCode, write_listings
from tasks.project.files import PROJECT_ROOT
from tests.gates.mutations import sample
from tests.tasks.signed_project import ARTIFACTS, SignedProject, make_project

BUILT = tuple(gate for gate in GATES.values() if gate.name in ARTIFACTS)
OWN_CODE = ProjectCode(PROJECT_ROOT)
PACKAGES = ("cli", "core", "flows", "gates", "learning", "p2p", "tasks")


def project(root: Path, **files: str) -> ProjectCode:
    """A project whose files are named with `__` for a slash."""
    for name, content in files.items():
        path = root / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return ProjectCode(root)


@pytest.mark.parametrize(
    "said",
    [
        "import a.used",
        "import os, a.used as other",
        "from a import used",
        "from a.used import name",
        "from . import used",
        "def late():\n    from a.used import name",
        "try:\n    import a.used\nexcept ImportError:\n    pass",
        "COMMAND = [executable, '-m', 'a.used']",
        "WORK = f'a.used:{name}'",
        "if TYPE_CHECKING:\n    pass\nelse:\n    import a.used",
    ],
)
def test_whatever_is_imported_or_started_is_run(tmp_path, said):
    code = project(tmp_path, a__main=said, a__used="", a__other="")
    assert code.files_of("a.main") == ("a/main.py", "a/used.py")


@pytest.mark.parametrize(
    "said",
    [
        "if TYPE_CHECKING:\n    import a.other",
        "text = 'see a.other.'",
        "code = 'a.other.malformed'",
        "word = 'a'",
        "import a_other",
        "from ... import a",
    ],
)
def test_what_is_only_named_is_not_run(tmp_path, said):
    code = project(tmp_path, a__main=said, a__other="")
    assert code.files_of("a.main") == ("a/main.py",)


def test_imports_are_followed_to_their_end_with_the_packages_around_them(tmp_path):
    code = project(tmp_path, main="import a.b.one", a__b__one="import two", two="import main, three", three="")
    for package in ("a", "a/b"):
        (tmp_path / package / "__init__.py").touch()
    assert code.files_of("main") == ("a/__init__.py", "a/b/__init__.py", "a/b/one.py", "main.py", "three.py", "two.py")


def test_a_file_that_is_no_python_or_missing_runs_nothing_and_is_named(tmp_path):
    code = project(tmp_path, main="import broken", broken="def")
    assert code.files_of("main") == ("broken.py", "main.py")
    assert code.files_of("a.gone") == ("a/gone.py",)
    assert code.digest("a/gone.py") is None


def test_a_file_outside_the_project_has_no_digest(tmp_path):
    (tmp_path / "outside.py").write_text("")
    code = project(tmp_path / "root", main="")
    (tmp_path / "root" / "link.py").symlink_to(tmp_path / "outside.py")
    assert [code.digest(name) for name in ("../outside.py", "link.py")] == [None, None]
    assert code.digest("main.py") is not None


def test_a_listing_changes_with_what_the_module_runs_and_with_nothing_else(tmp_path):
    def listings() -> tuple[bytes, ...]:
        write_listings(tmp_path, ["main", "other"])
        return tuple((tmp_path / f"data/code/{name}.json").read_bytes() for name in ("main", "other"))

    project(tmp_path, main="import used", used="", other="")
    before = listings()
    assert set(json.loads(before[0])) == {"main.py", "used.py"}
    (tmp_path / "used.py").write_text("changed = True")
    after = listings()
    assert (after[0] == before[0], after[1] == before[1]) == (False, True)


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> SignedProject:
    """This project's own code with an artifact of each of its gates."""
    root = tmp_path_factory.mktemp("signed")
    made = make_project(root)
    for package in PACKAGES:
        shutil.copytree(PROJECT_ROOT / package, root / package, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT_ROOT / "README.md", root)
    for gate in BUILT:
        made.publish(gate.name, sample(gate.name))
    return made


def stale_after_changes(signed: SignedProject, names: list[str]) -> dict[str, set[tuple[str, str]]]:
    """By gate what is wrong with its evidence while the files are others."""
    from tasks.reports.store import verify_reports

    contents = {name: (signed.root / name).read_bytes() for name in names}
    for name, content in contents.items():
        (signed.root / name).write_bytes(content + b"\n# changed\n")
    try:
        checked = verify_reports(signed.reports(), signed.root, {signed.key.peer_id: "release key"})
    finally:
        for name, content in contents.items():
            (signed.root / name).write_bytes(content)
    by_artifact = {one.artifact: {(finding.code, finding.name) for finding in one.findings} for one in checked}
    return {gate.name: by_artifact[gate.artifact] for gate in BUILT}


@cache
def run_by(module: str) -> frozenset[str]:
    """The files of this project that the module runs."""
    return frozenset(OWN_CODE.files_of(module))


def every_file() -> list[str]:
    return sorted(path.relative_to(PROJECT_ROOT).as_posix() for package in PACKAGES for path in (PROJECT_ROOT / package).rglob("*.py"))


def changes() -> list[str]:
    """For each gate files that it runs, some of them alone and some in other processes, and one that it does not run; and documents."""
    run = {gate.name: run_by(gate.module) for gate in BUILT}
    chosen = {
        "README.md",
        "core/errors.py",
        "p2p/agent/computing/worker.py",
        "tasks/computing/worker.py",
        "tasks/computing/measured.py",
        "cli/main.py",
    }
    for gate in BUILT:
        alone = set(run[gate.name]) - {name for other, names in run.items() if other != gate.name for name in names}
        chosen |= {*sorted(alone)[:2], next(name for name in every_file() if name not in run[gate.name])}
    return sorted(chosen)


@pytest.mark.parametrize("part", range(3))
def test_a_changed_file_makes_stale_the_gates_that_run_it_by_its_name_and_no_other(signed, part):
    """Several files at a time, each of which has to be named or not: to look at all evidence takes longer than to change a file."""
    changed = changes()[part::3]
    stale = {gate.name: {("gates.evidence.stale", name) for name in changed if name in run_by(gate.module)} for gate in BUILT}
    assert stale_after_changes(signed, changed) == stale


def test_a_gate_runs_its_own_judge_parameters_and_limits_and_those_of_no_other():
    folders = ("cohort", "params", "params/limits", "verdicts")
    own = {gate: {f"gates/{folder}/{gate}.py" for folder in folders} for gate in JUDGEMENTS}
    for gate in GATES.values():
        run = run_by(gate.module)
        assert {f"gates/verdicts/{gate.name}.py", f"gates/params/limits/{gate.name}.py"} <= run
        asked_for = {f"gates/params/{name.partition('.')[0]}.py" for name in gate.params}
        assert [name for other in JUDGEMENTS if other != gate.name for name in (own[other] & run) - asked_for] == []
        assert run.isdisjoint({"gates/judges.py", "gates/params/project.py", "gates/params/limits/limits.py"})


def test_the_flow_of_a_gate_makes_only_that_gate_stale(signed):
    flows = {gate.name: f"{gate.module.replace('.', '/')}.py" for gate in BUILT}
    stale = {name: {("gates.evidence.stale", flow)} for name, flow in flows.items()}
    assert stale_after_changes(signed, [*flows.values()]) == stale


def test_of_the_stages_that_make_data_only_those_run_the_encoder_whose_product_is_the_encoding() -> None:
    stages = {
        name: stage
        for path in ("dvc.yaml", "full/dvc.yaml")
        for name, stage in yaml.safe_load((PROJECT_ROOT / path).read_text())["stages"].items()
    }
    modules = {name: re.findall(r"-m (\S+)", stage["cmd"])[0] for name, stage in stages.items() if name.startswith(("data_", "fetch_"))}
    running = {name for name, module in modules.items() if "learning/models/minilm.py" in OWN_CODE.files_of(module)}
    assert running == {name for name in modules if any("data/encoded/" in out for out in stages[name]["outs"])}
    assert len(running) == 6 < len(modules)

"""The set-up: what decides whether it has to work, what it installs, and what it says when it cannot."""

import importlib.util
import json
import os
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def bootstrap(tmp_path: Path) -> ModuleType:
    """The script, loaded over a checkout of its own."""
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "scripts" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    places = {"ROOT": "", "VENV": ".venv", "STATE": ".venv/.setup.json", "PREFECT_HOME": ".prefect", "WORK": ".setup", "JS_PEER": "js"}
    for name, path in places.items():
        setattr(module, name, tmp_path / path)
    module.LOCK = tmp_path / "requirements.lock"
    module.LOCK.write_text("# head\na==1 \\\n    --hash=sha256:11\nb-c==2 ; x \\\n    --hash=sha256:22 \\\n    --hash=sha256:33\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    for folder in (".venv/bin", ".prefect", ".setup", "js"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        (tmp_path / "js" / name).write_text("{}")
    return module


def finish(bootstrap: ModuleType) -> None:
    bootstrap.record(bootstrap.wanted())
    for name in ("migrated", "prefect.db"):
        (bootstrap.PREFECT_HOME / name).touch()


def test_a_finished_set_up_is_not_done_again(bootstrap: ModuleType) -> None:
    assert not bootstrap.is_done()
    finish(bootstrap)
    assert bootstrap.is_done()


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_a_changed_input_makes_it_work_again(bootstrap: ModuleType, changed: str) -> None:
    finish(bootstrap)
    with (bootstrap.ROOT / changed).open("a") as file:
        file.write("\n")
    assert not bootstrap.is_done()


def test_a_half_written_record_counts_as_none(bootstrap: ModuleType) -> None:
    finish(bootstrap)
    bootstrap.STATE.write_text('{"environ')
    assert bootstrap.recorded() == {}
    assert not bootstrap.is_done()


def test_a_missing_database_makes_it_work_again(bootstrap: ModuleType) -> None:
    finish(bootstrap)
    (bootstrap.PREFECT_HOME / "prefect.db").unlink()
    assert not bootstrap.is_done()


def test_one_distribution_is_cut_out_of_the_lock(bootstrap: ModuleType) -> None:
    assert bootstrap.locked_only("b-c").read_text() == "b-c==2 ; x \\\n    --hash=sha256:22 \\\n    --hash=sha256:33\n"
    assert bootstrap.locked_only("a").read_text() == "a==1 \\\n    --hash=sha256:11\n"


def test_the_users_prefect_settings_and_paths_do_not_reach_a_step(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PREFECT_API_URL", "PREFECT_PROFILE", "PYTHONPATH", "PIP_TARGET"):
        monkeypatch.setenv(name, "theirs")
    environment = bootstrap.own_environment()
    assert "theirs" not in environment.values()
    assert environment["PREFECT_HOME"] == str(bootstrap.PREFECT_HOME)
    assert environment["PATH"] == os.environ["PATH"]


def put_npm(bootstrap: ModuleType, script: str) -> None:
    npm = bootstrap.VENV / "bin" / "npm"
    npm.write_text(f"#!/bin/sh\n{script}\n")
    npm.chmod(0o755)


def test_only_tests_need_the_javascript_peer(bootstrap: ModuleType) -> None:
    finish(bootstrap)
    assert bootstrap.is_done()
    assert not bootstrap.is_done(for_tests=True)
    put_npm(bootstrap, 'test "$3" = ci && mkdir "$2/node_modules"')
    bootstrap.install_js_peer()
    assert bootstrap.is_done()
    assert bootstrap.is_done(for_tests=True)


@pytest.mark.parametrize("changed", ["js/package.json", "js/package-lock.json", "js/.npmrc", "requirements.lock"])
def test_the_javascript_peer_is_set_up_again_when_its_lock_or_node_changes(bootstrap: ModuleType, changed: str) -> None:
    finish(bootstrap)
    put_npm(bootstrap, 'mkdir -p "$2/node_modules"')
    bootstrap.install_js_peer()
    assert bootstrap.has_js_peer()
    with (bootstrap.ROOT / changed).open("a") as file:
        file.write("\n")
    assert not bootstrap.has_js_peer()


def test_a_javascript_peer_whose_modules_were_removed_is_set_up_again(bootstrap: ModuleType) -> None:
    finish(bootstrap)
    put_npm(bootstrap, 'mkdir -p "$2/node_modules"')
    bootstrap.install_js_peer()
    (bootstrap.JS_PEER / "node_modules").rmdir()
    assert not bootstrap.is_done(for_tests=True)


def test_without_a_network_the_other_tests_can_run_and_it_says_what_to_do(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    finish(bootstrap)
    put_npm(bootstrap, "echo npm error code ENOTFOUND; exit 1")
    bootstrap.set_up_for_tests()
    said = capsys.readouterr().err
    assert "check the network" in said
    assert "npm_config_registry" in said
    assert bootstrap.is_done()
    assert not bootstrap.is_done(for_tests=True)


def test_the_javascript_lock_holds_versions_and_hashes_and_no_registry() -> None:
    lock = json.loads((ROOT / "docs" / "examples" / "js-peer" / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert not any("resolved" in package for package in packages.values())


@pytest.mark.parametrize(
    ("output", "advice"),
    [
        ("NewConnectionError('…: Temporary failure in name resolution')", "check the network"),
        ("OSError: [Errno 28] No space left on device", "free about 3 GB"),
        ("… because ensurepip is not available", "python3-venv"),
        ("something else", "run the same command again"),
    ],
)
def test_a_failed_step_says_what_to_do_next(bootstrap: ModuleType, output: str, advice: str) -> None:
    log = bootstrap.WORK / "step.log"
    log.write_text(output)
    first_line = bootstrap.explain(log).splitlines()[0]
    assert advice in first_line


def test_a_failing_command_is_a_setup_error(bootstrap: ModuleType) -> None:
    with pytest.raises(bootstrap.SetupError, match="exit now"):
        bootstrap.run(["/bin/sh", "-c", "echo exit now; exit 3"], "step")


def test_without_a_fitting_python_it_says_which_ones_fit(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    script = tmp_path / "scripts" / "bootstrap"
    script.write_bytes((ROOT / "scripts" / "bootstrap").read_bytes())
    environment = {**os.environ, "PYTHON": "/nonexistent/python"}
    result = subprocess.run(["/bin/sh", script], env=environment, capture_output=True, text=True)
    assert result.returncode == 1
    assert "Python 3.11, 3.12 or 3.13" in result.stderr


@pytest.mark.parametrize("has_git", [True, False])
def test_dvc_is_told_to_do_without_git_only_where_there_is_none(bootstrap: ModuleType, has_git: bool) -> None:
    if has_git:
        (bootstrap.ROOT / ".git").mkdir()
    bootstrap.PYTHON = bootstrap.VENV / "bin" / "python"
    for program, script in ((bootstrap.PYTHON, "exit 0"), (bootstrap.VENV / "bin" / "dvc", f'echo "$@" > {bootstrap.ROOT}/told')):
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    bootstrap.install_project()
    told = bootstrap.ROOT / "told"
    assert (told.read_text() if told.exists() else None) == (None if has_git else "config --local core.no_scm true\n")

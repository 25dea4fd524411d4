"""What DVC does in a git checkout with this project's settings: experiments, comparisons, nothing where nothing has changed."""

import json
from pathlib import Path

import pytest
import yaml

from tests.system.git_checkout import Checkout, make_checkout

pytestmark = pytest.mark.slow


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A fresh clone."""
    return make_checkout(tmp_path / "origin").clone(tmp_path / "clone")


@pytest.fixture(scope="module")
def reproduced(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A fresh clone in which the pipeline has run."""
    made = make_checkout(tmp_path_factory.mktemp("run") / "origin").clone(tmp_path_factory.mktemp("run") / "clone")
    made.dvc("repro")
    return made


@pytest.fixture
def run(reproduced: Checkout, tmp_path: Path) -> Checkout:
    """One of its own for each test."""
    return reproduced.copy(tmp_path / "run")


def summary(checkout: Checkout) -> dict[str, object]:
    return json.loads((checkout.root / "reports/smoke_summary.json").read_text())


def params(checkout: Checkout) -> dict[str, dict[str, object]]:
    return yaml.safe_load((checkout.root / "params.yaml").read_text())


def test_a_run_leaves_its_lock_file_to_be_kept_and_everything_else_ignored(reproduced: Checkout) -> None:
    assert reproduced.changed() == ["?? dvc.lock"]
    first = summary(reproduced)
    assert "Data and pipelines are up to date" in reproduced.dvc("repro")
    assert summary(reproduced) == first


def test_a_forced_repro_really_runs(run: Checkout) -> None:
    before = summary(run)
    run.dvc("repro", "--force", "--no-run-cache", "smoke")
    after = summary(run)
    assert (after["value"], after["run_id"] != before["run_id"]) == (before["value"], True)


def test_an_experiment_changes_one_parameter_and_leaves_the_rest_as_it_was(run: Checkout) -> None:
    before, head, comments = params(run), run.git("rev-parse", "HEAD"), (run.root / "params.yaml").read_text().count("#")
    own_notes = run.root / "notes.txt"
    own_notes.write_text("mine")
    run.dvc("exp", "run", "--name", "shorter", "-S", "smoke.num_rounds=3", "smoke")
    assert summary(run)["value"] == 3
    assert params(run) == {**before, "smoke": {**before["smoke"], "num_rounds": 3}}
    assert (run.root / "params.yaml").read_text().count("#") == comments
    assert run.changed() == ["M params.yaml", "?? dvc.lock", "?? notes.txt"]
    assert own_notes.read_text() == "mine"
    assert run.git("rev-parse", "HEAD") == head
    assert run.git("branch", "--show-current").strip() == "main"
    assert run.git("stash", "list") == ""
    assert "shorter" in run.dvc("exp", "list")


def test_the_workspace_goes_back_to_what_it_was_without_running_again(run: Checkout) -> None:
    before = summary(run)
    run.dvc("exp", "run", "-S", "smoke.num_rounds=3")
    run.git("checkout", "--quiet", "params.yaml")
    assert "skipping run" in run.dvc("repro")
    assert summary(run) == before
    assert run.changed() == ["?? dvc.lock"]


def test_an_experiment_that_fails_leaves_no_stash_and_no_experiment(checkout: Checkout) -> None:
    head = checkout.git("rev-parse", "HEAD")
    (checkout.root / "stage.py").write_text("raise SystemExit('no')\n")
    assert checkout.tried("dvc", "exp", "run", "-S", "smoke.num_rounds=3").returncode != 0
    assert checkout.git("stash", "list") == ""
    assert checkout.git("rev-parse", "HEAD") == head
    assert checkout.dvc("exp", "list").strip() == ""
    assert (checkout.root / "stage.py").read_text() == "raise SystemExit('no')\n"


def test_a_parameter_that_does_not_exist_is_refused_and_changes_nothing(checkout: Checkout) -> None:
    assert checkout.tried("dvc", "exp", "run", "-S", "smoke.rounds=3").returncode != 0
    assert checkout.changed() == []


def told(checkout: Checkout, *words: str) -> dict:
    """What `dvc metrics` says; beside it, that the pipeline which nobody has run has none."""
    return json.loads(checkout.tried("dvc", "metrics", words[0], "--json", *words[1:]).stdout)


def test_metrics_are_shown_and_compared_with_the_last_commit_and_with_an_experiment(run: Checkout) -> None:
    run.commit()
    num_rounds = params(run)["smoke"]["num_rounds"]
    run.dvc("exp", "run", "--name", "shorter", "-S", "smoke.num_rounds=3")
    assert told(run, "show")[""]["data"]["reports/smoke_summary.json"]["data"]["value"] == 3
    for revisions in (["HEAD"], ["HEAD", "shorter"]):
        compared = told(run, "diff", *revisions)
        value = compared["reports/smoke_summary.json"]["value"]
        assert (value["old"], value["new"]) == (num_rounds, 3)


def test_only_what_depends_on_a_changed_parameter_runs_again(run: Checkout) -> None:
    data = (run.root / "data/digits/all.txt").read_text()
    said = run.dvc("exp", "run", "-S", "smoke.num_rounds=3")
    assert "Stage 'data_digits' didn't change, skipping" in said
    assert (run.root / "data/digits/all.txt").read_text() == data

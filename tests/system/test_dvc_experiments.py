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


def summary(checkout: Checkout) -> dict[str, object]:
    return json.loads((checkout.root / "reports/smoke_summary.json").read_text())


def params(checkout: Checkout) -> dict[str, dict[str, object]]:
    return yaml.safe_load((checkout.root / "params.yaml").read_text())


def test_a_run_leaves_its_lock_file_to_be_kept_and_everything_else_ignored(checkout: Checkout) -> None:
    checkout.dvc("repro")
    assert checkout.changed() == ["?? dvc.lock"]
    first = summary(checkout)
    assert "Data and pipelines are up to date" in checkout.dvc("repro")
    assert summary(checkout) == first


def test_an_experiment_changes_one_parameter_and_leaves_the_rest_as_it_was(checkout: Checkout) -> None:
    checkout.dvc("repro")
    before, head, comments = params(checkout), checkout.git("rev-parse", "HEAD"), (checkout.root / "params.yaml").read_text().count("#")
    own_notes = checkout.root / "notes.txt"
    own_notes.write_text("mine")
    checkout.dvc("exp", "run", "--name", "shorter", "-S", "smoke.num_rounds=3", "smoke")
    assert summary(checkout)["value"] == 3
    assert params(checkout) == {**before, "smoke": {**before["smoke"], "num_rounds": 3}}
    assert (checkout.root / "params.yaml").read_text().count("#") == comments
    assert checkout.changed() == ["M params.yaml", "?? dvc.lock", "?? notes.txt"]
    assert own_notes.read_text() == "mine"
    assert checkout.git("rev-parse", "HEAD") == head
    assert checkout.git("branch", "--show-current").strip() == "main"
    assert checkout.git("stash", "list") == ""
    assert "shorter" in checkout.dvc("exp", "list")


def test_the_workspace_goes_back_to_what_it_was_without_running_again(checkout: Checkout) -> None:
    checkout.dvc("repro")
    before = summary(checkout)
    checkout.dvc("exp", "run", "-S", "smoke.num_rounds=3")
    checkout.git("checkout", "--quiet", "params.yaml")
    assert "skipping run" in checkout.dvc("repro")
    assert summary(checkout) == before
    assert checkout.changed() == ["?? dvc.lock"]


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


def test_metrics_are_shown_and_compared_with_the_last_commit_and_with_an_experiment(checkout: Checkout) -> None:
    checkout.dvc("repro")
    checkout.commit()
    num_rounds = params(checkout)["smoke"]["num_rounds"]
    checkout.dvc("exp", "run", "--name", "shorter", "-S", "smoke.num_rounds=3")
    assert told(checkout, "show")[""]["data"]["reports/smoke_summary.json"]["data"]["value"] == 3
    for revisions in (["HEAD"], ["HEAD", "shorter"]):
        compared = told(checkout, "diff", *revisions)
        value = compared["reports/smoke_summary.json"]["value"]
        assert (value["old"], value["new"]) == (num_rounds, 3)


def test_only_what_depends_on_a_changed_parameter_runs_again(checkout: Checkout) -> None:
    checkout.dvc("repro")
    data = (checkout.root / "data/digits/all.txt").read_text()
    said = checkout.dvc("exp", "run", "-S", "smoke.num_rounds=3")
    assert "Stage 'data_digits' didn't change, skipping" in said
    assert (checkout.root / "data/digits/all.txt").read_text() == data

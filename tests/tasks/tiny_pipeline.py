"""A pipeline of a few shell commands in a folder of its own, as DVC sees it."""

from pathlib import Path

DVC_YAML = """
stages:
  data_words:
    cmd: echo words > words.txt
    outs: [words.txt]
  smoke:
    cmd: cp words.txt smoke.txt
    deps: [words.txt]
    outs: [smoke.txt]
  baseline:
    cmd: "false"
    deps: [words.txt]
    outs: [baseline.txt]
  fairness:
    cmd: cp baseline.txt fairness.txt
    deps: [baseline.txt]
    outs: [fairness.txt]
"""
FULL_YAML = """
stages:
  smoke:
    wdir: ..
    cmd: cp words.txt full.txt
    deps: [words.txt]
    outs: [full.txt]
"""


def write_pipeline(root: Path) -> Path:
    """A project that has the two pipelines and nothing else; returns its root."""
    (root / ".dvc").mkdir()
    (root / ".dvc" / "config").write_text("[core]\n    analytics = false\n    no_scm = true\n    site_cache_dir = .dvc/site\n")
    (root / "full").mkdir()
    (root / "params.yaml").write_text("{}")
    (root / "dvc.yaml").write_text(DVC_YAML)
    (root / "full" / "dvc.yaml").write_text(FULL_YAML)
    return root

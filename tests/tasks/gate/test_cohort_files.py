import json
from hashlib import sha256

import pytest

from tasks.gate.checking import run_checker
from tasks.gate.cohort_files import observe_metrics_files, observe_provenance_files
from tasks.project.files import PROJECT_ROOT
from tests.gates.mutations import put, sample
from tests.gates.samples_of_cohort import pilot_metrics


@pytest.fixture
def manifest(tmp_path):
    for number in range(6):
        path = tmp_path / f"nodes/node-{number}/pilot_metrics.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(pilot_metrics(f"node-{number}")))
    path = tmp_path / "cohort_manifest.json"
    path.write_text(json.dumps(sample("cohort_manifest")))
    return path


def checked(manifest, *arguments: str) -> int:
    return run_checker("cohort_manifest", [str(manifest), *arguments], observe=observe_metrics_files)


def test_the_metrics_of_every_node_that_passed_are_read_where_they_are_required(manifest):
    assert checked(manifest, "--require-metrics-files") == 0
    (manifest.parent / "nodes/node-3/pilot_metrics.json").unlink()
    assert checked(manifest, "--require-metrics-files") == 1
    assert checked(manifest) == 0


@pytest.mark.parametrize("raw", [b"", b"{}", b'{"a": NaN}', json.dumps(pilot_metrics("node-4")).encode()])
def test_a_nodes_file_that_does_not_hold_fails_required_or_not(manifest, raw):
    (manifest.parent / "nodes/node-3/pilot_metrics.json").write_bytes(raw)
    assert checked(manifest) == 1


@pytest.mark.parametrize("path", ["../outside.json", "/etc/hostname", "nodes/link.json", "a\0b", "nodes"])
def test_a_path_that_leads_out_of_the_manifests_folder_is_never_read(manifest, path, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "outside.json"
    outside.write_text(json.dumps(pilot_metrics("node-3")))
    (manifest.parent.parent / "outside.json").write_text(outside.read_text())
    (manifest.parent / "nodes/link.json").symlink_to(outside)
    manifest.write_text(json.dumps(put(sample("cohort_manifest"), "nodes[3].metrics_path", path)))
    assert checked(manifest, "--require-metrics-files") == 1


def provenance(name: str, **changes: object) -> dict:
    content = (PROJECT_ROOT / name).read_bytes()
    entry = {"path": name, "sha256": sha256(content).hexdigest(), "size_bytes": len(content), "modified_utc": "2026-01-31T12:00:00Z"}
    return put(put(sample("provenance"), "artifacts", [{**entry, **changes}]), "artifact_count", 1)


def checked_provenance(tmp_path, artifact: dict, *arguments: str) -> int:
    path = tmp_path / "provenance.json"
    path.write_text(json.dumps(artifact))
    return run_checker("provenance", [str(path), *arguments], observe=observe_provenance_files)


def test_a_digest_is_compared_with_the_projects_file_where_that_is_asked_for(tmp_path):
    assert checked_provenance(tmp_path, provenance("LICENSE"), "--verify-sha256") == 0
    wrong = provenance("LICENSE", sha256="0" * 64)
    assert checked_provenance(tmp_path, wrong, "--verify-sha256") == 1
    assert checked_provenance(tmp_path, wrong) == 0
    assert checked_provenance(tmp_path, provenance("LICENSE", size_bytes=1), "--verify-sha256") == 1


@pytest.mark.parametrize("path", ["nowhere.json", "docs", "a\0b"])
def test_a_file_that_is_not_there_fails(tmp_path, path):
    assert checked_provenance(tmp_path, provenance("LICENSE", path=path), "--verify-sha256") == 1

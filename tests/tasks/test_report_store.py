import base64
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import CodedError
from core.signing.dsse import sign_envelope
from core.signing.keys import SigningKey
from gates.statement import PAYLOAD_TYPE
from tasks.report_store import CheckedArtifact, verify_reports

ARTIFACT, EVIDENCE, FIGURE = "smoke_summary.json", "smoke_summary.dsse.json", "smoke_accuracy.png"


def check(published) -> CheckedArtifact:
    (only,) = verify_reports(published.reports, published.root, {published.key.peer_id: "a friend"})
    return only


def codes(published) -> set[str]:
    return {finding.code for finding in check(published).findings}


def resign(published, change: Callable[[dict], None], key: SigningKey | None = None) -> None:
    """Change the statement and sign it again, as someone with a key could."""
    envelope = json.loads((published.reports / EVIDENCE).read_bytes())
    statement = json.loads(base64.b64decode(envelope["payload"]))
    change(statement)
    payload = json.dumps(statement, sort_keys=True, separators=(",", ":")).encode()
    signed = sign_envelope(payload, PAYLOAD_TYPE, key or published.key)
    raw = json.dumps(signed.model_dump(), sort_keys=True, separators=(",", ":")) + "\n"
    (published.reports / EVIDENCE).write_text(raw)


def test_a_published_artifact_verifies_and_names_its_signer(published):
    assert check(published) == CheckedArtifact(ARTIFACT, published.key.peer_id, ())


def test_publishing_leaves_the_artifact_its_figure_and_its_evidence_and_nothing_else(published):
    assert {path.name for path in published.reports.iterdir()} == {ARTIFACT, EVIDENCE, FIGURE}


def test_signing_again_without_a_change_still_verifies(published):
    resign(published, lambda statement: None)
    assert not codes(published)


@pytest.mark.parametrize("name", [ARTIFACT, FIGURE])
def test_one_changed_byte_is_named(published, name):
    path = published.reports / name
    content = bytearray(path.read_bytes())
    content[3] ^= 1
    path.write_bytes(content)
    (finding,) = check(published).findings
    assert (finding.code, finding.name) == ("gates.evidence.altered", name)


def test_every_single_byte_of_artifact_figure_and_evidence_is_covered(published):
    for name in (ARTIFACT, FIGURE, EVIDENCE):
        whole = (published.reports / name).read_bytes()
        for index in range(len(whole)):
            for bit in (1, 0x20):
                (published.reports / name).write_bytes(whole[:index] + bytes([whole[index] ^ bit]) + whole[index + 1 :])
                assert codes(published), f"{name}: byte {index} may be changed"
        (published.reports / name).write_bytes(whole)
    assert not codes(published)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_evidence_that_was_edited_anywhere_is_refused(published, data):
    path = published.reports / EVIDENCE
    whole = path.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    edited = whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:]
    try:
        path.write_bytes(edited)
        assert bool(codes(published)) == (edited != whole)
    finally:
        path.write_bytes(whole)


def test_an_edited_payload_does_not_verify(published):
    envelope = json.loads((published.reports / EVIDENCE).read_bytes())
    payload = base64.b64decode(envelope["payload"]).replace(b"run-1", b"run-2")
    envelope["payload"] = base64.b64encode(payload).decode()
    (published.reports / EVIDENCE).write_text(json.dumps(envelope, sort_keys=True, separators=(",", ":")) + "\n")
    assert codes(published) == {"gates.evidence.signature"}


def test_an_artifact_without_evidence_is_unsigned(published):
    (published.reports / EVIDENCE).unlink()
    assert codes(published) == {"gates.evidence.unsigned"}


def test_evidence_without_its_artifact_is_a_missing_artifact(published):
    (published.reports / ARTIFACT).unlink()
    assert codes(published) == {"gates.artifact.missing"}


def test_a_missing_figure_is_named(published):
    (published.reports / FIGURE).unlink()
    (finding,) = check(published).findings
    assert (finding.code, finding.name) == ("gates.evidence.altered", FIGURE)


def test_an_artifact_signed_again_by_a_stranger_is_untrusted(published):
    published.publish(b'{"schema_version": 1, "ok": true}', key=SigningKey.generate())
    assert codes(published) == {"gates.evidence.untrusted"}


def test_a_strangers_statement_under_a_trusted_key_id_does_not_verify(published):
    resign(published, lambda statement: None, key=SigningKey.generate())
    envelope = json.loads((published.reports / EVIDENCE).read_bytes())
    envelope["signatures"][0]["keyid"] = published.key.peer_id
    (published.reports / EVIDENCE).write_text(json.dumps(envelope, sort_keys=True, separators=(",", ":")) + "\n")
    assert codes(published) == {"gates.evidence.signature"}


def test_evidence_copied_from_another_artifact_is_refused(published):
    (published.reports / "baseline_metrics.json").write_bytes((published.reports / ARTIFACT).read_bytes())
    shutil.copy(published.reports / EVIDENCE, published.reports / "baseline_metrics.dsse.json")
    copied, original = verify_reports(published.reports, published.root, {published.key.peer_id: "a friend"})
    assert [finding.code for finding in copied.findings] == ["gates.evidence.altered"]
    assert not original.findings


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "data/../../x", "..", "", "a\\b", ".ssh/id", "a\0b", "data//x", "a\nb"]
)
def test_a_statement_that_names_a_file_outside_the_project_is_malformed(published, name):
    resign(published, lambda statement: statement["predicate"]["sources"]["inputs"][0].update(name=name))
    assert codes(published) == {"gates.evidence.malformed"}
    resign(published, lambda statement: statement["subject"][0].update(name=name))
    assert codes(published) == {"gates.evidence.malformed"}


def test_an_input_that_a_link_takes_outside_the_project_is_not_read(published, tmp_path):
    outside = tmp_path / "outside.safetensors"
    inside = published.root / "data/digits/test.safetensors"
    outside.write_bytes(inside.read_bytes())
    inside.unlink()
    inside.symlink_to(outside)
    assert codes(published) == {"gates.evidence.stale"}


@pytest.mark.parametrize("name", [ARTIFACT, EVIDENCE])
def test_links_in_the_reports_are_not_followed(published, tmp_path, name):
    shutil.move(published.reports / name, tmp_path / name)
    (published.reports / name).symlink_to(tmp_path / name)
    assert codes(published) == {"gates.evidence.malformed"}


def test_a_figure_that_is_a_link_counts_as_missing(published, tmp_path):
    shutil.move(published.reports / FIGURE, tmp_path / FIGURE)
    (published.reports / FIGURE).symlink_to(tmp_path / FIGURE)
    assert codes(published) == {"gates.evidence.altered"}


def test_a_figure_that_is_a_folder_counts_as_missing(published):
    (published.reports / FIGURE).unlink()
    (published.reports / FIGURE).mkdir()
    assert codes(published) == {"gates.evidence.altered"}


def test_a_named_pipe_does_not_stop_the_check(published):
    (published.reports / FIGURE).unlink()
    os.mkfifo(published.reports / FIGURE)
    assert codes(published) == {"gates.evidence.altered"}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"payload": "' + b"A" * 2_000_000 + b'"}',
        b"\xff\xfe",
        b'{"payload":"","payloadType":"application/vnd.in-toto+json","signatures":[]}',
    ],
)
def test_giant_deep_or_broken_evidence_is_malformed(published, raw):
    (published.reports / EVIDENCE).write_bytes(raw)
    assert codes(published) == {"gates.evidence.malformed"}


def test_a_repeated_key_in_the_envelope_is_malformed(published):
    raw = (published.reports / EVIDENCE).read_text()
    (published.reports / EVIDENCE).write_text(raw.replace('{"payload":', '{"payload":"AAAA","payload":', 1))
    assert codes(published) == {"gates.evidence.malformed"}


@pytest.mark.parametrize("change", [lambda raw: raw + " ", lambda raw: raw.replace(":", ": ", 1), lambda raw: raw.rstrip("\n")])
def test_evidence_that_only_reads_the_same_is_malformed(published, change):
    path = published.reports / EVIDENCE
    path.write_text(change(path.read_text()))
    assert codes(published) == {"gates.evidence.malformed"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [("data/digits/train.safetensors", "input"), ("learning/module.py", "code"), ("learning/new.py", "code"), ("flows/smoke.py", "code")],
)
def test_a_changed_source_makes_the_evidence_stale_and_is_named(published, name, kind):
    with (published.root / name).open("a") as file:
        file.write("changed")
    (finding,) = check(published).findings
    assert finding.code == "gates.evidence.stale"
    assert name.startswith(finding.name)
    assert kind in finding.message


@pytest.mark.parametrize(
    ("old", "new", "part"), [("min_accuracy: 0.95", "min_accuracy: 0.5", "limits.smoke"), ("epochs: ", "epochs: 1", "smoke")]
)
def test_a_changed_parameter_makes_the_evidence_stale_and_is_named(published, old, new, part):
    path = published.root / "params.yaml"
    path.write_text(path.read_text().replace(old, new, 1))
    (finding,) = check(published).findings
    assert (finding.code, finding.name) == ("gates.evidence.stale", part)


def test_a_comment_in_the_parameters_changes_nothing(published):
    with (published.root / "params.yaml").open("a") as file:
        file.write("# a comment\n")
    assert not codes(published)


def test_evidence_that_leaves_out_a_source_of_its_gate_is_incomplete(published):
    resign(published, lambda statement: statement["predicate"]["sources"]["code"].pop())
    (finding,) = check(published).findings
    assert (finding.code, finding.name) == ("gates.evidence.incomplete", "flows/smoke.py")


def test_a_strangers_statement_is_not_used_to_read_the_project(published):
    resign(published, lambda statement: statement["predicate"]["sources"]["inputs"][0].update(sha256="0" * 64), key=SigningKey.generate())
    assert codes(published) == {"gates.evidence.untrusted"}


def test_other_files_in_the_reports_are_passed_over(published):
    (published.reports / "notes.txt").write_text("a note")
    (published.reports / "full").mkdir()
    assert not codes(published)


def test_any_other_json_needs_evidence(published):
    (published.reports / "baseline_metrics.json").write_text("{}")
    first, _ = verify_reports(published.reports, published.root, {published.key.peer_id: "a friend"})
    assert [finding.code for finding in first.findings] == ["gates.evidence.unsigned"]


def test_a_folder_that_is_not_there_is_refused(published):
    with pytest.raises(CodedError) as caught:
        verify_reports(published.root / "nowhere", published.root, {})
    assert caught.value.code == "gates.artifact.missing"


def test_an_empty_folder_has_nothing_to_verify(tmp_path):
    assert verify_reports(tmp_path, tmp_path, {}) == []


def test_a_read_only_folder_can_be_verified(published):
    published.reports.chmod(0o555)
    try:
        assert not codes(published)
    finally:
        published.reports.chmod(0o755)


def test_publishing_replaces_a_link_and_not_what_it_points_to(published, tmp_path):
    target = tmp_path / "target"
    target.write_text("untouched")
    (published.reports / ARTIFACT).unlink()
    (published.reports / ARTIFACT).symlink_to(target)
    published.publish()
    assert not codes(published)
    assert target.read_text() == "untouched"


def test_publishing_removes_what_a_killed_publication_left(published):
    (published.reports / ".publish.smoke_summary.json").write_text("half")
    published.publish()
    assert not codes(published)
    assert {path.name for path in published.reports.iterdir()} == {ARTIFACT, EVIDENCE, FIGURE}


def test_two_who_publish_at_once_leave_one_whole_set_and_readers_never_see_half(published):
    writers = [
        threading.Thread(target=lambda number=number: [published.publish(b"%d" % number * 9) for _ in range(15)]) for number in range(3)
    ]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert not codes(published)
    assert not codes(published)


def test_the_store_imports_no_prefect():
    code = "import sys, tasks.report_store, tasks.digits; sys.exit('prefect' in sys.modules or 'numpy.f2py' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_the_digests_are_those_of_the_files(published):
    envelope = json.loads((published.reports / EVIDENCE).read_bytes())
    subject = json.loads(base64.b64decode(envelope["payload"]))["subject"]
    assert [entry["name"] for entry in subject] == [ARTIFACT, FIGURE]
    assert [entry["digest"]["sha256"] for entry in subject] == [
        sha256((published.reports / name).read_bytes()).hexdigest() for name in (ARTIFACT, FIGURE)
    ]

import base64
import json
import os
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.signing.keys import SigningKey
from tasks.reports.store import verify_reports
from tests.tasks.reports.published_smoke import ARTIFACT, EVIDENCE, FIGURE, check, codes, resign


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
            bit = (1, 0x20)[index % 2]
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
    assert copied.findings[0].code == "gates.evidence.altered"
    assert {finding.code for finding in copied.findings} == {"gates.evidence.altered", "gates.evidence.incomplete"}
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


def test_a_strangers_statement_is_not_used_to_read_the_project(published):
    resign(published, lambda statement: statement["predicate"]["sources"]["inputs"][0].update(sha256="0" * 64), key=SigningKey.generate())
    assert codes(published) == {"gates.evidence.untrusted"}

"""Corpora over the local API: data come with a consent or nobody trains on them, and a consent can be taken back."""

import hashlib

GRANT = {"peers": "all_trusted", "purpose": "training"}


def record_of(http, name: str):
    return next(record for record in http.get("/corpora").json() if record["name"] == name)


def test_a_file_of_the_user_becomes_a_corpus(http, agent, tmp_path) -> None:
    (tmp_path / "file").write_bytes(b"examples")
    assert http.post("/corpora", json={"name": "mine", "path": str(tmp_path / "file")}).status_code == 201
    assert agent.home.corpus_path("mine").read_bytes() == b"examples"
    record = record_of(http, "mine")
    assert (record["consents"], record["data_sha256"]) == ([], hashlib.sha256(b"examples").hexdigest())


def test_a_consent_is_recorded_with_the_hash_of_the_data_and_can_be_revoked(http, tmp_path) -> None:
    (tmp_path / "file").write_bytes(b"examples")
    body = {"name": "yours", "path": str(tmp_path / "file"), "consent": GRANT}
    assert http.post("/corpora", json=body).status_code == 201
    [consent] = record_of(http, "yours")["consents"]
    assert (consent["peers"], consent["data_sha256"]) == ("all_trusted", hashlib.sha256(b"examples").hexdigest())
    revoked = http.delete("/corpora/yours/consent").json()["consents"]
    assert revoked[0]["revoked_at_ms"] >= consent["granted_at_ms"]
    assert http.delete("/corpora/nothing/consent").json()["code"] == "p2p.corpus.unknown"


def test_an_import_that_fails_leaves_no_consent_to_the_old_data(http, tmp_path) -> None:
    (tmp_path / "file").write_bytes(b"examples")
    http.post("/corpora", json={"name": "ours", "path": str(tmp_path / "file"), "consent": GRANT})
    assert http.post("/corpora", json={"name": "ours", "path": "/nowhere", "consent": GRANT}).status_code == 400
    assert all(consent["revoked_at_ms"] for consent in record_of(http, "ours")["consents"])


def test_a_quiet_agent_has_no_training_to_tell_of(http) -> None:
    assert http.get("/training").json() == []
    assert http.get("/training?after=-1").json()["code"] == "p2p.request.invalid"

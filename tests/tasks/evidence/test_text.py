"""What evidence says is read where no file can be opened."""

from tasks.evidence.text import evidence_markdown


def test_signer_run_digests_and_place_are_told(published) -> None:
    path = published.reports / "smoke_summary.dsse.json"
    text = evidence_markdown(path)
    assert f"signed by: `{published.key.peer_id}`" in text and "run-1 of smoke, profile reduced" in text
    assert all(f"| {name} | `" in text for name in ("smoke_summary.json", "smoke_accuracy.png", "smoke_frame.parquet"))
    assert path.as_uri() in text and f"p2p-agent verify {published.reports}" in text


def test_evidence_that_is_missing_or_altered_says_so(published) -> None:
    path = published.reports / "smoke_summary.dsse.json"
    path.write_bytes(path.read_bytes().replace(b'"payload"', b'"payliad"'))
    assert "gates.evidence.malformed" in evidence_markdown(path)
    path.unlink()
    assert "gates.evidence.malformed" in evidence_markdown(path)

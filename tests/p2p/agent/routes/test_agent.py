"""The agent's own routes."""


def test_a_file_of_the_user_becomes_a_corpus(http, agent, tmp_path) -> None:
    (tmp_path / "file").write_bytes(b"examples")
    assert http.post("/corpora", json={"name": "mine", "path": str(tmp_path / "file")}).status_code == 201
    assert agent.home.corpus_path("mine").read_bytes() == b"examples"

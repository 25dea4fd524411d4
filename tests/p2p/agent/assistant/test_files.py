from pathlib import Path

import numpy as np
import pytest

from core.errors import CodedError
from learning.adapter import WIDTH
from learning.retrieval.corpus import Document
from p2p.agent.assistant.files import read_documents, read_router, write_assistant

DOCUMENTS = (Document(id="tea", text="Seventy degrees."),)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    weights_P = np.arange(WIDTH * 2 + 2, dtype=np.float32)
    write_assistant(tmp_path, weights_P, ("a", "b"), 0.8, DOCUMENTS)
    router = read_router(tmp_path)
    assert (router.labels, router.threshold, router.weights_HL.shape) == (("a", "b"), 0.8, (WIDTH, 2))
    assert read_documents(tmp_path) == DOCUMENTS


def test_without_files_no_intent_and_no_document_is_known(tmp_path: Path) -> None:
    assert read_router(tmp_path).intent_of(np.ones(WIDTH, dtype=np.float32))[0] is None
    assert read_documents(tmp_path) == ()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("router.json", b"{}", "p2p.model.invalid"), ("router.safetensors", b"x", "learning.weights.malformed"), ("documents.jsonl", b"{}\n", "learning.data.malformed")],
)  # fmt: skip
def test_damaged_files_are_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    write_assistant(tmp_path, np.zeros(WIDTH * 2 + 2, dtype=np.float32), ("a", "b"), 0.8, DOCUMENTS)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CodedError) as refusal:
        read_documents(tmp_path) if name == "documents.jsonl" else read_router(tmp_path)
    assert refusal.value.code == code


def test_the_weights_of_another_router_are_refused(tmp_path: Path) -> None:
    write_assistant(tmp_path, np.zeros(WIDTH * 2 + 2, dtype=np.float32), ("a", "b"), 0.8, DOCUMENTS)
    write_assistant(tmp_path / "other", np.ones(WIDTH * 2 + 2, dtype=np.float32), ("a", "b"), 0.8, DOCUMENTS)
    (tmp_path / "router.safetensors").write_bytes((tmp_path / "other" / "router.safetensors").read_bytes())
    with pytest.raises(CodedError) as refusal:
        read_router(tmp_path)
    assert refusal.value.code == "p2p.model.invalid"

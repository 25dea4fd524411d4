"""Whatever answering the cases asks for is encoded beforehand, once, and found again."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gates.cases.half import parse_half
from learning.arrays import Float32Array
from p2p.agent.assistant.encoder import Tokens
from tasks.data.case_features import load_case_features
from tasks.data.own_cases import read_half
from tasks.data.texts import write_texts
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.generality.assistant import assistant_of, untrained_router
from tasks.runs.generality.dialogues import held, routed_text
from tasks.runs.generality.encoding import ROUTED, RecordingEncoder, write_case_features
from tasks.runs.generality.families import answer_cases
from tests.gates.cases.small_half import write_held_out


def vectors(texts: Sequence[str]) -> Float32Array:
    return np.stack([np.random.default_rng(len(text)).normal(size=384).astype(np.float32) for text in texts])


def no_tokens(_: str) -> Tokens:
    return Tokens(np.zeros((0, 768), dtype=np.float32), ())


def write_utterances(root: Path) -> None:
    for name in ("registry.json", "own/utterances.json"):
        (root / "data" / name).write_bytes((PROJECT_ROOT / "data" / name).read_bytes())
    write_texts(root, ROUTED, load_project(PROJECT_ROOT).data.texts)


def test_the_cases_are_answered_without_an_encoder_once_they_are_encoded(tmp_path: Path) -> None:
    files = write_held_out(tmp_path)
    write_utterances(tmp_path)
    assert write_case_features(tmp_path, RecordingEncoder(vectors, no_tokens), "e" * 64) >= 2 * sum(parse_half(files).cases.counts.values())
    half = read_half(tmp_path, "held_out")
    known = load_case_features(tmp_path)
    assert known.sha256 == "e" * 64
    assistant = assistant_of(known, half, untrained_router())
    for cases in (half.cases, half.paraphrases):
        assert cases is not None and answer_cases(assistant.reply, cases, 3)
    assert list(held(assistant, (routed_text(tmp_path, ROUTED),)))


def test_a_text_is_worked_on_once() -> None:
    asked: list[str] = []
    recorder = RecordingEncoder(lambda texts: (asked.extend(texts), vectors(texts))[1], no_tokens)
    first, again = recorder.encode(["a", "bb", "a"]), recorder.encode(["bb", "a"])
    assert asked == ["a", "bb"]
    assert np.array_equal(first[[1, 0]], again)

"""`python -m tasks.runs.generality.encoding`: run the frozen encoder over the held-out cases, once (the DVC stage `data_cases_encoded`)."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from core.errors import CodedError
from gates.cases.half import Half
from learning.arrays import Float32Array
from learning.models.minilm import MiniLm
from p2p.agent.assistant.encoder import Tokens
from tasks.data.case_features import PATH, case_texts, pack_features
from tasks.data.own_cases import read_half
from tasks.project.files import PROJECT_ROOT
from tasks.runs.generality.assistant import assistant_of, untrained_router
from tasks.runs.generality.dialogues import held, routed_text
from tasks.runs.generality.families import answer_cases

ROUTED = "utterances"
"""The texts of the assistant's router."""


class RecordingEncoder:
    """The encoder, which keeps all that it was asked for, by its text."""

    def __init__(self, encode: Callable[[Sequence[str]], Float32Array], tokens: Callable[[str], Tokens]) -> None:
        self._encode = encode
        self._tokens = tokens
        self.known: dict[str, Float32Array] = {}
        self.known_tokens: dict[str, Tokens] = {}

    def encode(self, texts: Sequence[str], /) -> Float32Array:
        """The vectors [N, 384] of the texts; those that are new are worked on together."""
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        if new:
            self.known.update(zip(new, self._encode(new), strict=True))
        return np.stack([self.known[text] for text in texts])

    def tokens(self, text: str, /) -> Tokens:
        """The text token by token."""
        if text not in self.known_tokens:
            self.known_tokens[text] = self._tokens(text)
        return self.known_tokens[text]


def write_case_features(root: Path, recorder: RecordingEncoder, encoder_sha256: str) -> int:
    """Write the vector and the tokens of every text that answering the cases takes below data/; returns how many texts they are of.

    Errors: those of `read_half` and `load_texts`.
    """
    record(recorder, read_half(root, "held_out"), routed_text(root, ROUTED))
    path = root / "data" / PATH
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    features_NH = np.stack(list(recorder.known.values()))
    temporary.write_bytes(pack_features(list(recorder.known), features_NH, recorder.known_tokens, encoder_sha256))
    os.replace(temporary, path)
    return len(recorder.known)


def record(recorder: RecordingEncoder, half: Half, utterance: str) -> None:
    """Have the recorder see what is said and every passage, and what the assistant asks for besides while it answers in both wordings."""
    recorder.encode([*case_texts(half), utterance])
    assistant = assistant_of(recorder, half, untrained_router())
    for cases in (half.cases, half.paraphrases):
        if cases is not None:
            answer_cases(assistant.reply, cases, 1)
    list(held(assistant, (utterance,)))


def main() -> int:
    """Write the vectors of this checkout; 0, or 1 with the reason."""
    encoder = MiniLm(precision="float32")  # as agents have it
    recorder = RecordingEncoder(lambda texts: encoder.encode(texts).features_NH, lambda text: Tokens(*encoder.token_states(text)))
    try:
        num_texts = write_case_features(PROJECT_ROOT, recorder, encoder.sha256)
    except CodedError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    sys.stdout.write(f"data/{PATH} {num_texts} texts\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

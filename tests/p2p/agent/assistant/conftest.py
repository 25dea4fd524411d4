"""One assistant with the real encoder for all tests that need its sense of meaning."""

from collections.abc import Sequence

import numpy as np
import pytest
import torch

from learning.arrays import Float32Array
from learning.models.minilm import MiniLm
from p2p.agent.assistant.assistant import Assistant
from p2p.agent.assistant.encoder import Tokens
from p2p.agent.assistant.library import Library
from p2p.agent.assistant.router import Router


class KeptEncoder:
    """The real encoder, which works on each text once."""

    def __init__(self) -> None:
        torch.set_num_threads(1)
        self._encoder = MiniLm(precision="float32")
        self._known: dict[str, Float32Array] = {}

    def encode(self, texts: Sequence[str], /) -> Float32Array:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= dict(zip(new, self._encoder.encode(new).features_NH, strict=True))
        return np.stack([self._known[text] for text in texts])

    def tokens(self, text: str, /) -> Tokens:
        return Tokens(*self._encoder.token_states(text))


@pytest.fixture(scope="session")
def encoder() -> KeptEncoder:
    return KeptEncoder()


@pytest.fixture(scope="session")
def unsure() -> Router:
    """A router that never says an intent."""
    return Router(("one", "two"), np.zeros((384, 2), dtype=np.float32), np.zeros(2, dtype=np.float32), threshold=0.9)


@pytest.fixture(scope="session")
def assistant(encoder: KeptEncoder, unsure: Router) -> Assistant:
    """An assistant without documents."""
    return Assistant(encoder, unsure, Library.of([], encoder))

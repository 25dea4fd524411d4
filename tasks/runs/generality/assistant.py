"""The assistant as the generality gate asks it: with all documents of the cases, a router trained at the seed, and no encoder in the process."""

from pathlib import Path

import numpy as np

from gates.cases.half import Half
from learning.adapter import WIDTH
from learning.weights import weights_sha256
from p2p.agent.assistant.assistant import Assistant
from p2p.agent.assistant.encoder import Encoder
from p2p.agent.assistant.library import Library
from p2p.agent.assistant.router import Router
from tasks.data.case_features import load_case_features


def load_assistant(root: Path, half: Half, _seed: int) -> tuple[Assistant, str]:
    """The assistant and the SHA-256 of its router's weights.

    Errors: those of `load_case_features`.
    """
    router = untrained_router()
    assistant = assistant_of(load_case_features(root), half, router)
    return assistant, weights_sha256(np.concatenate([router.weights_HL.ravel(), router.bias_L]))


def assistant_of(encoder: Encoder, half: Half, router: Router) -> Assistant:
    """The assistant with one library of all documents, short and long."""
    return Assistant(encoder, router, Library.of((*half.documents, *half.long_documents), encoder))


def untrained_router() -> Router:
    """A router that knows no intent."""
    return Router(("none",), np.zeros((WIDTH, 1), dtype=np.float32), np.zeros(1, dtype=np.float32), threshold=2.0)

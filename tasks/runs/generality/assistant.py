"""The assistant as the generality gate asks it: with the documents of the cases, a router trained at the seed, and no encoder in the process."""

from pathlib import Path

import numpy as np

from gates.cases.half import Half
from learning.adapter import WIDTH
from learning.weights import weights_sha256
from p2p.agent.assistant.assistant import Assistant
from p2p.agent.assistant.library import Library
from p2p.agent.assistant.router import Router
from tasks.data.case_features import load_case_features


def load_assistant(root: Path, half: Half, _seed: int) -> tuple[Assistant, str]:
    """The assistant and the SHA-256 of its router's weights.

    Errors: those of `load_case_features`.
    """
    encoder = load_case_features(root)
    router = Router(("none",), np.zeros((WIDTH, 1), dtype=np.float32), np.zeros(1, dtype=np.float32), 0.5)
    library = Library.of((*half.documents, *half.long_documents), encoder)
    return Assistant(encoder, router, library), weights_sha256(np.concatenate([router.weights_HL.ravel(), router.bias_L]))

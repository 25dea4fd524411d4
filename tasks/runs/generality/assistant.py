"""The assistant as the generality gate asks it: with all documents of the cases, a router trained at the seed, and no encoder in the process."""

# P parameters, H width of the encoder, L labels.

import math
from pathlib import Path

import numpy as np

from gates.cases.half import Half
from learning.adapter import WIDTH
from learning.arrays import Float32Array
from learning.weights import tensor_views
from p2p.agent.assistant.assistant import Assistant
from p2p.agent.assistant.encoder import Encoder
from p2p.agent.assistant.library import Library
from p2p.agent.assistant.router import Router
from tasks.agents.router import train_router
from tasks.computing.computations import Simulate
from tasks.data.texts import load_texts


def load_assistant(encoder: Encoder, root: Path, half: Half, router: Simulate) -> tuple[Assistant, Float32Array]:
    """The assistant whose router was trained as asked, and the router's weights [P].

    Errors: those of `load_texts` and `train_router`.
    """
    weights_P, threshold = train_router(root, router)
    weights_HL, bias_L = tensor_views(weights_P, router.plan.model).values()
    trained = Router(load_texts(root, router.skew.dataset).labels, weights_HL, bias_L, threshold)
    return assistant_of(encoder, half, trained), weights_P


def assistant_of(encoder: Encoder, half: Half, router: Router) -> Assistant:
    """The assistant with one library of all documents, short and long."""
    return Assistant(encoder, router, Library.of((*half.documents, *half.long_documents), encoder))


def untrained_router() -> Router:
    """A router that knows no intent."""
    return Router(("none",), np.zeros((WIDTH, 1), dtype=np.float32), np.zeros(1, dtype=np.float32), threshold=math.inf)

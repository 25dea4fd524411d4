"""`python -m tasks.agents.acts`: train the head that says what a turn of a conversation does, on `data/own/assistant/acts.jsonl`."""

# N turns, F features, A acts.

import base64
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import CodedError
from learning.arrays import Float32Array, Float64Array, IndexArray
from learning.models.minilm import MiniLm
from p2p.agent.assistant.conversation.acts import ACTS, ActHead, act_features
from tasks.data.registry import read_data
from tasks.data.text_sources import Utterances
from tasks.project.files import PROJECT_ROOT

PATH = "p2p/agent/assistant/conversation/act_weights.py"
LINE = 400
DECAY = 1e-4
"""What the squares of the weights cost, by cross-validation."""
NUM_STEPS = 500
_MOMENTUM = 0.95


@dataclass(frozen=True, slots=True)
class LabelledTurn:
    """A turn and what it does."""

    text: str
    act: str


def labelled_turns(root: Path) -> list[LabelledTurn]:
    """The turns of `data/own/assistant/acts.jsonl`, and of `data/own/utterances.json` every sixth request and what is out of scope: of no concern to a memory.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    turns = [LabelledTurn(**json.loads(line)) for line in read_data(root, "own/assistant/acts.jsonl").splitlines()]
    requests = Utterances.model_validate_json(read_data(root, "own/utterances.json"))
    texts = [text for family in (requests.labels, requests.indirect) for same in family.values() for text in same]
    return turns + [LabelledTurn(text, "other") for text in (*texts[::6], *requests.out_of_scope)]


def train_head(turns: Sequence[LabelledTurn], encode: Callable[[Sequence[str]], Float32Array]) -> ActHead:
    """The head that logistic regression makes of the turns; a rare act's turns count more."""
    vectors_NH = encode([turn.text for turn in turns])
    rows = [act_features(turn.text, vector_H) for turn, vector_H in zip(turns, vectors_NH, strict=True)]
    acts_N = np.array([ACTS.index(turn.act) for turn in turns])  # pyright: ignore[reportArgumentType]
    weights_FA = fit(np.array([[*row_F, 1.0] for row_F in rows], dtype=np.float64), acts_N)
    return ActHead(weights_FA[:-1].astype(np.float32), weights_FA[-1].astype(np.float32))


def fit(features_NF: Float64Array, acts_N: IndexArray) -> Float64Array:
    """The weights [F, A] of a multinomial logistic regression, by gradient descent with momentum; the last feature is the constant 1.

    Source: Nesterov 1983, in the form of Sutskever et al. 2013, equations 3 and 4.
    """
    wanted_NA = np.eye(len(ACTS))[acts_N]
    counts_N = 1 / np.sqrt(wanted_NA.sum(axis=0))[acts_N]
    counts_N /= counts_N.sum()
    weights_FA = np.zeros((features_NF.shape[1], len(ACTS)))
    speed_FA = np.zeros_like(weights_FA)
    for _ in range(NUM_STEPS):
        ahead_FA = weights_FA + _MOMENTUM * speed_FA
        scores_NA = features_NF @ ahead_FA
        odds_NA = np.exp(scores_NA - scores_NA.max(axis=1, keepdims=True))
        wrong_NA = (odds_NA / odds_NA.sum(axis=1, keepdims=True) - wanted_NA) * counts_N[:, None]
        gradient_FA = features_NF.T @ wrong_NA
        gradient_FA[:-1] += DECAY * ahead_FA[:-1]
        speed_FA = _MOMENTUM * speed_FA - gradient_FA
        weights_FA += speed_FA
    return weights_FA


def module_of(head: ActHead) -> str:
    """The Python module that holds the head, a byte for each weight: packages hold code alone."""
    scales_A = np.abs(head.weights_FA).max(axis=0) / 127
    text = base64.b64encode(np.rint(head.weights_FA / scales_A).astype(np.int8).tobytes()).decode()
    scales, bias = (", ".join(f"{value:.6g}" for value in values.tolist()) for values in (scales_A, head.bias_A))
    lines = "\n".join(f'    "{text[start : start + LINE]}"' for start in range(0, len(text), LINE))
    return f"""\"\"\"The weights of the head in acts.py, as `python -m tasks.agents.acts` writes them: a byte for each, a scale for each act.\"\"\"

SCALES = ({scales})
BIAS = ({bias})
WEIGHTS = (
{lines}
)
"""


def main() -> int:
    """Write the head of this checkout; 0, or 1 with the reason."""
    encoder = MiniLm(precision="float32")
    try:
        head = train_head(labelled_turns(PROJECT_ROOT), lambda texts: encoder.encode(texts).features_NH)
    except CodedError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    (PROJECT_ROOT / PATH).write_text(module_of(head))
    sys.stdout.write(f"{PATH}: {head.weights_FA.shape[0]} features, {len(ACTS)} acts\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

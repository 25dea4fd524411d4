"""`python -m tasks.agents.recall`: fit what each sign counts by which the assistant finds the fact that answers a question, on the project's own questions."""

# F facts, S signs, H width of the encoder.

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax

from core.errors import CodedError
from learning.arrays import Float32Array, Float64Array
from learning.models.minilm import MiniLm
from p2p.agent.assistant.conversation.matching import match_facts
from p2p.agent.assistant.conversation.recall_weights import WEIGHTS
from p2p.agent.assistant.memory import Fact
from tasks.data.registry import read_data
from tasks.project.files import PROJECT_ROOT

WEIGHTS_PATH = "p2p/agent/assistant/conversation/recall_weights.py"
DECAY = 0.02
"""What the squares of the weights cost, by cross-validation."""
Encode = Callable[[Sequence[str]], Float32Array]


@dataclass(frozen=True, slots=True)
class Question:
    """A turn that asks, the facts that were told before it, each with its context, the question before, and the place of the answer."""

    text: str
    facts: tuple[tuple[str, str], ...]
    earlier: str
    answer: int


def labelled_questions(root: Path) -> list[Question]:
    """The questions of `data/own/assistant/recall.jsonl`.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    lines = map(json.loads, read_data(root, "own/assistant/recall.jsonl").splitlines())
    return [
        Question(line["text"], tuple((text, context) for text, context in line["facts"]), line["earlier"], line["answer"]) for line in lines
    ]


def signs_of(question: Question, encode: Encode) -> Float64Array:
    """The signs [F, S] of each fact for a question."""
    told = [f"{context}: {text}" if context else text for text, context in question.facts]
    vectors = encode([question.text, question.earlier or question.text, *told])
    facts = [Fact(text, vector_H, context) for (text, context), vector_H in zip(question.facts, vectors[2:], strict=True)]
    earlier = Fact(question.earlier, vectors[1]) if question.earlier else None
    return np.array(
        [[match.signs[sign] for sign in WEIGHTS] for match in match_facts(question.text, vectors[0], facts, earlier)], dtype=float
    )


def fit(questions: Sequence[tuple[Float64Array, int]]) -> dict[str, float]:
    """The weights of a logistic choice among the facts, beside that of the share of words."""

    def loss(weights_S: Float64Array) -> float:
        missed = -sum(log_softmax(signs_FS @ weights_S)[answer] for signs_FS, answer in questions)
        return float(missed / len(questions) + DECAY * (weights_S @ weights_S) / 2)

    weights_S = minimize(loss, np.ones(len(WEIGHTS))).x
    return {sign: round(float(weight / weights_S[0]), 2) for sign, weight in zip(WEIGHTS, weights_S, strict=True)}


def module_of(weights: dict[str, float]) -> str:
    """The Python module that holds the weights: packages hold code alone."""
    lines = "\n".join(f'    "{sign}": {weight},' for sign, weight in weights.items())
    return f"""\"\"\"What each sign of a fit in matching.py counts beside the share of words, as `python -m tasks.agents.recall` writes it.\"\"\"

WEIGHTS = {{
{lines}
}}
"""


def main() -> int:
    """Write the weights of this checkout; 0, or 1 with the reason."""
    encoder = MiniLm(precision="float32")

    def encode(texts: Sequence[str]) -> Float32Array:
        return encoder.encode(texts).features_NH

    try:
        questions = labelled_questions(PROJECT_ROOT)
    except CodedError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    weights = fit([(signs_of(question, encode), question.answer) for question in questions])
    (PROJECT_ROOT / WEIGHTS_PATH).write_text(module_of(weights))
    sys.stdout.write(f"{WEIGHTS_PATH}: {len(questions)} questions\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

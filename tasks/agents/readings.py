"""`python -m tasks.agents.readings`: train which of the composed replies is meant, on instructions whose reply is known and on turns that are none."""

# C candidates, F features, G instructions.

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from core.errors import CodedError
from gates.cases.answers import is_reply
from gates.cases.families import InstructionCase
from learning.arrays import Float32Array, Float64Array
from learning.models.minilm import MiniLm
from p2p.agent.assistant.assistant import Assistant
from p2p.agent.assistant.composing.composer import Candidate, candidates_of
from p2p.agent.assistant.composing.ranking import Features, choice_features, features_of, ranked
from p2p.agent.assistant.kinds import Kind
from p2p.agent.assistant.library import Library
from p2p.agent.assistant.memory import Memory
from p2p.agent.assistant.router import Router
from tasks.agents.acts import LINE, labelled_kinds
from tasks.data.own_cases import read_half
from tasks.data.registry import read_data
from tasks.project.files import PROJECT_ROOT

READING_PATH = "p2p/agent/assistant/composing/ranking_weights.py"
TODAY = date(2026, 1, 1)
STRANGER_STEP = 2
"""Every so manieth turn that is no instruction is trained on."""
STRANGER_WEIGHT = 0.4
MIN_WEIGHT = 0.004


@dataclass(frozen=True, slots=True)
class _Encoder:
    """The encoder as an assistant knows it."""

    model: MiniLm

    def encode(self, texts: Sequence[str], /) -> Float32Array:
        return self.model.encode(texts).features_NH


@dataclass(frozen=True, slots=True)
class Example:
    """A turn with the replies that are composed of it, which of them are right, what else would be said and whether that is right."""

    candidates: tuple[Candidate, ...]
    right: tuple[bool, ...]
    other: str | None
    is_other_right: bool
    kinds: Mapping[Kind, float]
    telling: float
    is_stranger: bool = False


def known_instructions(root: Path) -> list[InstructionCase]:
    """The instructions of `data/own/assistant/instructions.jsonl`, and the cases for development.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    lines = read_data(root, "own/assistant/instructions.jsonl").splitlines()
    half = read_half(root, "development")
    said = {case.id: case for case in half.cases.instruction_following}
    again = half.paraphrases.instruction_following if half.paraphrases else ()
    return [
        *map(InstructionCase.model_validate_json, lines),
        *said.values(),
        *(said[case.id].model_copy(update={"text": case.text}) for case in again),
    ]


def examples_of(root: Path, assistant: Assistant) -> list[Example]:
    """The instructions, and of the turns that are none every fourth."""
    found = [_example(assistant, case.text, case) for case in known_instructions(root)]
    strangers = [turn.text for turn in labelled_kinds(root) if turn.label != "instruction"][::STRANGER_STEP]
    return found + [_example(assistant, text, None) for text in strangers]


def _example(assistant: Assistant, text: str, case: InstructionCase | None) -> Example:
    reply, kinds, telling = assistant.read(text, Memory(), TODAY)
    composed = tuple(candidates_of(text))
    right = tuple(case is not None and is_reply(one.reply, case) for one in composed)
    is_known = reply.intent in ("instruction", "tools")
    is_right = case is None or is_reply(reply.text, case)
    return Example(composed, right, reply.text if is_known else None, is_right, kinds, telling, is_stranger=case is None)


def train_reading(examples: Sequence[Example], cost: float = 1.0) -> dict[str, float]:
    """The weights with which the right ones of the replies to an instruction are the likeliest."""
    known = [example for example in examples if any(example.right) and not all(example.right)]
    rows = [features_of(candidate) for example in known for candidate in example.candidates]
    vectorizer = DictVectorizer(sparse=False)
    features_CF: Float64Array = np.asarray(vectorizer.fit_transform(rows), dtype=np.float64)
    right_C = np.array([right for example in known for right in example.right], dtype=np.float64)
    sizes_G = np.array([len(example.right) for example in known])
    starts_G, of_C = np.concatenate([[0], sizes_G.cumsum()[:-1]]), np.repeat(np.arange(len(sizes_G)), sizes_G)

    def loss(weights_F: Float64Array) -> tuple[float, Float64Array]:
        scores_C = features_CF @ weights_F
        odds_C = np.exp(scores_C - np.maximum.reduceat(scores_C, starts_G)[of_C])
        all_G, right_G = np.add.reduceat(odds_C, starts_G), np.add.reduceat(odds_C * right_C, starts_G) + 1e-12
        slope_C = odds_C / all_G[of_C] - odds_C * right_C / right_G[of_C]
        total = float((np.log(all_G) - np.log(right_G)).sum() + cost / 2 * weights_F @ weights_F)
        return total, features_CF.T @ slope_C + cost * weights_F

    found = minimize(loss, np.zeros(features_CF.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return dict(zip(vectorizer.get_feature_names_out().tolist(), found.x.tolist(), strict=True))


def train_choice(examples: Sequence[Example]) -> dict[str, float]:
    """The weights with which a composed reply is preferred where it is right and the other is not.

    The replies to one half of the instructions are ranked as the other half teaches it, for a composer is surer of what it was trained on.
    """
    known = [example for example in examples if not example.is_stranger]
    halves = (known[::2], known[1::2])
    rows: list[Features] = []
    chosen: list[bool] = []
    counts: list[float] = []
    strangers = [example for example in examples if example.is_stranger]
    for taught, judged in ((halves[0], halves[1]), (halves[1], halves[0]), (known, strangers)):
        weights = train_reading(taught)
        for example in judged:
            best = ranked(example.candidates, weights)
            if best is None or best.reply == example.other:
                continue
            is_right = any(right for one, right in zip(example.candidates, example.right, strict=True) if one.reply == best.reply)
            if is_right is not example.is_other_right:
                rows.append(choice_features(best, example.other, example.kinds, example.telling))
                chosen.append(is_right)
                counts.append(STRANGER_WEIGHT if example.is_stranger else 1.0)
    vectorizer = DictVectorizer(sparse=False)
    model = LogisticRegression(max_iter=3000).fit(vectorizer.fit_transform(rows), chosen, counts)
    weights = dict(zip(vectorizer.get_feature_names_out().tolist(), model.coef_[0].tolist(), strict=True))
    return weights | {"bias": weights.get("bias", 0.0) + float(model.intercept_[0])}


def module_of(reading: Mapping[str, float], choice: Mapping[str, float]) -> str:
    """The Python module that holds the weights, each behind its name."""
    parts = [f"{name} = (\n{_lines(weights)}\n)\n" for name, weights in (("READING", reading), ("CHOICE", choice))]
    return '"""The weights of `ranking.py`, as `python -m tasks.agents.readings` writes them."""\n\n' + "".join(parts)


def _lines(weights: Mapping[str, float]) -> str:
    text = " ".join(f"{name} {value:.3f}" for name, value in sorted(weights.items()) if abs(value) > MIN_WEIGHT)
    return "\n".join(f'    "{text[start : start + LINE]}"' for start in range(0, len(text), LINE))


def main() -> int:
    """Write the weights of this checkout; 0, or 1 with the reason."""
    encoder = _Encoder(MiniLm(precision="float32"))
    unsure = Router(("none",), np.zeros((384, 1), dtype=np.float32), np.zeros(1, dtype=np.float32), threshold=np.inf)
    try:
        examples = examples_of(PROJECT_ROOT, Assistant(encoder, unsure, Library.of([], encoder)))
    except CodedError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    reading, choice = train_reading(examples), train_choice(examples)
    (PROJECT_ROOT / READING_PATH).write_text(module_of(reading, choice))
    sys.stdout.write(f"{READING_PATH}: {len(examples)} turns\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

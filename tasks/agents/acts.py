"""`python -m tasks.agents.acts`: train the heads that say what a turn of a conversation does and of which kind it is, on the project's own texts."""

# N turns, F features, L labels.

import base64
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from core.errors import CodedError
from learning.arrays import Float32Array, Float64Array, IndexArray
from learning.models.minilm import MiniLm
from learning.retrieval.corpus import parse_corpus
from p2p.agent.assistant.conversation.acts import ACTS, act_features
from p2p.agent.assistant.head import Head, Label
from p2p.agent.assistant.kinds import KINDS, Kind
from p2p.agent.assistant.tools.operations_said import OPERATIONS, Operation, masked, operation_features
from tasks.data.own_cases import read_half
from tasks.data.registry import read_data
from tasks.data.text_sources import Utterances
from tasks.project.files import PROJECT_ROOT

ACTS_PATH = "p2p/agent/assistant/conversation/act_weights.py"
KINDS_PATH = "p2p/agent/assistant/kind_weights.py"
OPERATIONS_PATH = "p2p/agent/assistant/tools/operation_weights.py"
FAMILIES: dict[str, Kind] = {
    "tool_use": "tool",
    "multi_step_tool_use": "tool",
    "instruction_following": "instruction",
    "retrieval": "document",
    "long_context_retrieval": "document",
    "out_of_scope": "stranger",
}
"""Of which kind the cases of a family are."""
PROGRAM_STEP = 7
"""Of the labelled instructions, which are many, the kinds learn from every seventh."""
LINE = 400
DECAY = 1e-4
"""What the squares of the weights cost, by cross-validation."""
CLAUSE_DECAY = 2e-4
"""The same for the head of operations, which has fewer clauses to learn from."""
MAX_STEPS = 2000


@dataclass(frozen=True, slots=True)
class LabelledTurn:
    """A turn, and what it does or of which kind it is."""

    text: str
    label: str


def labelled_acts(root: Path) -> list[LabelledTurn]:
    """The turns of `data/own/assistant/acts.jsonl`, and of `data/own/utterances.json` every sixth request and what is out of scope: of no concern to a memory.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    requests, strangers = _utterances(root)
    return [*_written(root, "acts", "act"), *(LabelledTurn(text, "other") for text in (*requests[::6], *strangers))]


def labelled_kinds(root: Path) -> list[LabelledTurn]:
    """The turns of `data/own/assistant/kinds.jsonl`, every so many of the instructions of `programs.jsonl`, those of `acts.jsonl` that concern a memory, the cases for development, and all other texts of data/own.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    half, (requests, strangers) = read_half(root, "development"), _utterances(root)
    questions = [query.text for query in parse_corpus(read_data(root, "own/retrieval.json")).queries]
    turns = _written(root, "kinds", "kind")
    programs = map(json.loads, read_data(root, "own/assistant/programs.jsonl").splitlines()[::PROGRAM_STEP])
    turns += [LabelledTurn(line["text"], "tool" if "steps" in line else "instruction") for line in programs]
    turns += [LabelledTurn(turn.text, "memory") for turn in _written(root, "acts", "act") if turn.label not in ("task", "other")]
    turns += [
        LabelledTurn(case.text, kind)
        for cases in (half.cases, half.paraphrases)
        for name, kind in FAMILIES.items()
        for case in getattr(cases, name)
    ]
    others: tuple[tuple[Kind, Sequence[str]], ...] = (("intent", requests), ("document", questions), ("stranger", strangers))
    return turns + [LabelledTurn(text, kind) for kind, texts in others for text in texts]


def further_turns(root: Path) -> list[LabelledTurn]:
    """The turns of `data/own/assistant/turns.jsonl`, from which no head learns but the parser alone.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    return _written(root, "turns", "act")


def labelled_operations(root: Path) -> list[LabelledTurn]:
    """The clauses of `data/own/assistant/operations.jsonl`.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    return _written(root, "operations", "operation")


def _written(root: Path, name: str, key: str) -> list[LabelledTurn]:
    lines = read_data(root, f"own/assistant/{name}.jsonl").splitlines()
    return [LabelledTurn(line["text"], line[key]) for line in map(json.loads, lines)]


def _utterances(root: Path) -> tuple[list[str], tuple[str, ...]]:
    """The requests that have an intent, and what is out of scope."""
    found = Utterances.model_validate_json(read_data(root, "own/utterances.json"))
    return [text for family in (found.labels, found.indirect) for same in family.values() for text in same], found.out_of_scope


def train_head(labels: tuple[Label, ...], turns: Sequence[LabelledTurn], encode: Callable[[Sequence[str]], Float32Array]) -> Head[Label]:
    """The head that logistic regression makes of the turns."""
    vectors_NH = encode([turn.text for turn in turns])
    rows = [act_features(turn.text, vector_H) for turn, vector_H in zip(turns, vectors_NH, strict=True)]
    return fit(labels, np.array(rows, dtype=np.float64), np.array([labels.index(turn.label) for turn in turns]))


def train_operations(clauses: Sequence[LabelledTurn], encode: Callable[[Sequence[str]], Float32Array]) -> Head[Operation]:
    """The head that logistic regression makes of the clauses."""
    vectors_NH = encode([masked(clause.text) for clause in clauses])
    rows = [operation_features(clause.text, vector_H) for clause, vector_H in zip(clauses, vectors_NH, strict=True)]
    return fit(OPERATIONS, np.array(rows, dtype=np.float64), np.array([OPERATIONS.index(clause.label) for clause in clauses]), CLAUSE_DECAY)


def fit(labels: tuple[Label, ...], features_NF: Float64Array, labels_N: IndexArray, decay: float = DECAY) -> Head[Label]:
    """The head of a multinomial logistic regression; a label of n turns counts √n, so that a rare one's turns count more."""
    counts_N = 1 / np.sqrt(np.bincount(labels_N))[labels_N]
    model = LogisticRegression(C=1 / decay, tol=1e-6, max_iter=MAX_STEPS).fit(features_NF, labels_N, counts_N / counts_N.sum())
    return Head(labels, model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32))


def module_of(head: Head[Label], whose: str) -> str:
    """The Python module that holds the head, a byte for each weight: packages hold code alone."""
    scales_L = np.abs(head.weights_FL).max(axis=0) / 127
    text = base64.b64encode(np.rint(head.weights_FL / scales_L).astype(np.int8).tobytes()).decode()
    scales, bias = (", ".join(f"{value:.6g}" for value in values.tolist()) for values in (scales_L, head.bias_L))
    lines = "\n".join(f'    "{text[start : start + LINE]}"' for start in range(0, len(text), LINE))
    return f"""\"\"\"The weights of the head in {whose}, as `python -m tasks.agents.acts` writes them: a byte for each, a scale for each label.\"\"\"

SCALES = ({scales})
BIAS = ({bias})
WEIGHTS = (
{lines}
)
"""


def main() -> int:
    """Write the heads of this checkout; 0, or 1 with the reason."""
    encoder = MiniLm(precision="float32")

    def encode(texts: Sequence[str]) -> Float32Array:
        return encoder.encode(texts).features_NH

    try:
        acts, kinds, clauses = labelled_acts(PROJECT_ROOT), labelled_kinds(PROJECT_ROOT), labelled_operations(PROJECT_ROOT)
    except CodedError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    (PROJECT_ROOT / ACTS_PATH).write_text(module_of(train_head(ACTS, acts, encode), "acts.py"))
    (PROJECT_ROOT / KINDS_PATH).write_text(module_of(train_head(KINDS, kinds, encode), "kinds.py"))
    (PROJECT_ROOT / OPERATIONS_PATH).write_text(module_of(train_operations(clauses, encode), "operations_said.py"))
    sys.stdout.write(f"{ACTS_PATH}: {len(acts)} turns\n{KINDS_PATH}: {len(kinds)} turns\n{OPERATIONS_PATH}: {len(clauses)} clauses\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

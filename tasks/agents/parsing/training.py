"""`python -m tasks.agents.parsing.training`: train the parser of reply programs on the project's labelled instructions.

`--steps N` says how long (12,000 batches: two hours of a core), `--go-on` starts from the parser that stands. A fourteenth of the cases, by the hash of their texts, is kept
aside; how many of their replies come out right is said at the end.
"""

# B texts, L pieces, E width of what is known of one, M marks, T actions.

import argparse
import json
import math
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from core.errors import CodedError
from learning.adapter import WIDTH
from learning.arrays import Float32Array
from learning.models.minilm import MiniLm
from learning.tensors import Tensors, write_tensors
from p2p.agent.assistant.encoder import Tokens
from p2p.agent.assistant.programs.language import FUNCTIONS, run_program
from p2p.agent.assistant.programs.parser import FILE, FORMAT, NONE, START, Parser, Word, parser_of
from p2p.agent.assistant.programs.pieces import NUM_MARKS, Pieces, marks_of
from p2p.agent.assistant.programs.transformer import LAST, NUMBER, TEXT, WORD
from tasks.agents.acts import labelled_kinds
from tasks.agents.parsing.cases import ProgramCase, read_cases, vocabulary
from tasks.agents.parsing.network import MAX_STEPS, Network
from tasks.agents.parsing.pointing import Step, steps_of
from tasks.agents.parsing.variation import Contents, contents_of, varied
from tasks.project.files import PROJECT_ROOT

PARSER_PATH = f"p2p/agent/assistant/programs/{FILE}"
BATCH = 48
RATE, DECAY, WARM_STEPS, LEAST_RATE = 1e-3, 0.02, 150, 0.01
FLAT_SHARE = 0.5
"""For so much of the steps the learning rate stays; then it falls as a cosine."""
NUM_VARIANTS = 5
RENEWED_SHARE = 0.25
"""So many of a case's variants are made anew in a pass."""
NONE_SHARE = 0.2
"""So many turns that ask for no program, for each case."""
SEED = 5
ASIDE = 14
Action = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Example:
    states_LE: Float32Array
    marks_LM: Float32Array
    actions: tuple[Action, ...]


class _Examples:
    """The cases and their variants, as the network takes them."""

    def __init__(self, cases: Sequence[ProgramCase], others: Sequence[str], words: Sequence[Word], drawn: random.Random) -> None:
        self._cases, self._drawn = cases, drawn
        self._encoder = MiniLm(precision="bfloat16")
        self._numbers = {word: place for place, word in enumerate(words)}
        self._contents: Contents = contents_of(cases)
        self._plain = [self._example(case.text, self._steps(case)) for case in cases]
        self._variants: list[list[_Example]] = [[] for _ in cases]
        none: list[Step] = [(WORD, self._numbers[NONE, ""])]
        self._others = [self._example(text, none) for text in drawn.sample(list(others), min(len(others), int(len(cases) * NONE_SHARE)))]

    def for_a_pass(self) -> list[_Example]:
        """Each case as it stands, one of its variants, and what asks for no program."""
        for case, variants in zip(self._cases, self._variants, strict=True):
            is_due = len(variants) < 2 or self._drawn.random() < RENEWED_SHARE
            new = varied(case, self._contents, self._drawn) if is_due else None
            if new is not None and (example := self._example(new.text, self._steps(new))) is not None:
                variants.append(example)
                del variants[:-NUM_VARIANTS]
        chosen = [self._drawn.choice(variants) for variants in self._variants if variants]
        return [example for example in (*self._plain, *chosen, *self._others) if example is not None]

    def _steps(self, case: ProgramCase) -> list[Step] | None:
        return steps_of(case.program, Pieces(case.text, self._encoder.token_spans(case.text)), self._numbers)

    def _example(self, text: str, steps: list[Step] | None) -> _Example | None:
        states_LE, spans = self._encoder.token_states(text)
        if steps is None or not spans:
            return None
        actions: list[Action] = [(WORD, self._numbers[START, ""])]
        for kind, place in steps:
            if isinstance(place, int):
                actions.append((kind, place))
            else:
                first, last = self._drawn.choice(place)
                actions += [(kind, first), (LAST, last)]
        return _Example(states_LE, marks_of(Pieces(text, spans)), tuple(actions)) if len(actions) < MAX_STEPS else None


def is_aside(case: ProgramCase) -> bool:
    """Whether a case is kept aside."""
    return int(sha256(case.text.encode()).hexdigest(), 16) % ASIDE == 0


def train(
    cases: Sequence[ProgramCase], others: Sequence[str], words: Sequence[Word], num_steps: int, before: Parser | None = None
) -> Network:
    """The network after so many batches."""
    drawn = random.Random(SEED)
    torch.manual_seed(SEED)
    examples = _Examples(cases, others, words, drawn)
    network = Network(len(words))
    if before is not None:
        network.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in before.weights.items()})
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY, betas=(0.9, 0.98))
    network.train()
    step = 0
    while step < num_steps:
        losses: list[float] = []
        for batch in islice(_batches(examples.for_a_pass(), drawn), num_steps - step):
            fall = max(0.0, (step / num_steps - FLAT_SHARE) / (1 - FLAT_SHARE))
            rate = RATE * min(1.0, (step + 1) / WARM_STEPS) * max(LEAST_RATE, 0.5 * (1 + math.cos(math.pi * fall)))
            for group in optimiser.param_groups:
                group["lr"] = rate
            loss = _loss(network, batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            losses.append(float(loss.detach()))
            step += 1
        sys.stderr.write(f"{step} of {num_steps} steps, loss {sum(losses) / len(losses):.3f}\n")
    return network.eval()


def _batches(examples: list[_Example], drawn: random.Random) -> Iterator[list[_Example]]:
    """Batches of examples of like lengths, in a random order."""
    drawn.shuffle(examples)
    batches: list[list[_Example]] = []
    for begin in range(0, len(examples), BATCH * 40):
        part = sorted(examples[begin : begin + BATCH * 40], key=lambda one: (len(one.actions), len(one.marks_LM)))
        batches += [part[place : place + BATCH] for place in range(0, len(part), BATCH)]
    drawn.shuffle(batches)
    yield from batches


def _loss(network: Network, examples: Sequence[_Example]) -> Tensor:
    """The mean cross-entropy of what comes next: of words and first pieces, or behind a first piece of last pieces."""
    size, num_pieces, num_actions = len(examples), max(len(one.marks_LM) for one in examples), max(len(one.actions) for one in examples)
    states, marks = torch.zeros(size, num_pieces, 2 * WIDTH), torch.zeros(size, num_pieces, NUM_MARKS)
    is_piece, actions = torch.zeros(size, num_pieces, dtype=torch.bool), torch.full((size, num_actions, 2), -1)
    for row, one in enumerate(examples):
        length = len(one.marks_LM)
        states[row, :length], marks[row, :length] = torch.from_numpy(one.states_LE), torch.from_numpy(one.marks_LM)
        is_piece[row, :length], actions[row, : len(one.actions)] = True, torch.tensor(one.actions)
    kinds, numbers = actions[:, :-1].clamp(min=0).unbind(-1)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        words, pieces = network(states, marks, is_piece, kinds, numbers)
    words, pieces = words.float(), pieces.float()
    next_kinds, next_numbers = actions[:, 1:].unbind(-1)
    is_free, is_last = (next_kinds >= 0) & (next_kinds != LAST), next_kinds == LAST
    scores = torch.cat([words[is_free], pieces[:, :, TEXT - 1][is_free], pieces[:, :, NUMBER - 1][is_free]], -1)
    offsets = torch.tensor([0, words.shape[-1], words.shape[-1] + num_pieces, 0])
    targets = next_numbers[is_free] + offsets[next_kinds[is_free]]
    free = functional.cross_entropy(scores, targets, reduction="sum")
    last = functional.cross_entropy(pieces[:, :, LAST - 1][is_last], next_numbers[is_last], reduction="sum")
    return (free + last) / (is_free.sum() + is_last.sum())


def packed(network: Network, words: Sequence[Word]) -> bytes:
    """The parser's file: each matrix in bytes with a scale for each row, and the vocabulary."""
    arrays: dict[str, np.ndarray] = {}
    for name, tensor in network.state_dict().items():
        array = tensor.float().numpy()
        if array.ndim == 2:
            scale = np.maximum(np.abs(array).max(1), 1e-12) / 127
            arrays[name], arrays[f"{name}.scale"] = np.rint(array / scale[:, None]).astype(np.int8), scale.astype(np.float32)
        else:
            arrays[name] = array.astype(np.float32)
    written = [[kind, str(value) if kind == "number" else value] for kind, value in words]
    return write_tensors(Tensors(arrays, FORMAT | {"words": json.dumps(written)}))


def count_right(parser: Parser, cases: Sequence[ProgramCase]) -> int:
    """How many of the cases get the reply of their program."""
    encoder = MiniLm(precision="float32")
    readings = [parser.read(case.text, Tokens(*encoder.token_states(case.text))) for case in cases]
    return sum(reading is not None and reading.reply == run_program(case.program) for case, reading in zip(cases, readings, strict=True))


def main() -> int:
    """Train, write the parser, say how it does on the cases kept aside; 0, or 1 with the reason."""
    arguments = argparse.ArgumentParser(description="Train the parser of reply programs.")
    arguments.add_argument("--steps", type=int, default=12_000)
    arguments.add_argument("--go-on", action="store_true")
    asked = arguments.parse_args()
    torch.set_num_threads(1)
    path: Path = PROJECT_ROOT / PARSER_PATH
    try:
        cases = read_cases(PROJECT_ROOT)
        others = [turn.text for turn in labelled_kinds(PROJECT_ROOT) if turn.label not in ("instruction", "tool")]
        before = parser_of(path.read_bytes()) if asked.go_on else None
    except CodedError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    kept = [case for case in cases if is_aside(case)]
    used = [case for case in cases if not is_aside(case)]
    encoder = MiniLm()
    pieces = [Pieces(case.text, encoder.token_spans(case.text)) for case in used]
    words = list(before.words) if before is not None else vocabulary(used, pieces, list(FUNCTIONS))
    content = packed(train(used, others, words, asked.steps, before), words)
    path.write_bytes(content)
    sys.stdout.write(f"{PARSER_PATH}: {len(content)} bytes, {count_right(parser_of(content), kept)} of {len(kept)} kept aside right\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

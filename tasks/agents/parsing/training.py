"""`python -m tasks.agents.parsing.training`: train the parser of reply programs on the project's labelled requests and turns.

Its networks are trained side by side, each from a seed of its own. `--steps N` says how long (7,000 batches: about an hour of a core
for each, and 7 GB), `--go-on` starts from the parser that stands, to whose vocabulary new words are added. A fourteenth of the cases, by the
hash of their texts, is kept aside; how many of their replies and steps come out right is said at the end. `--measure` only says that of the
parser that stands, and its cost.
"""

# N networks, B texts, L pieces, E width of what is known of one, M marks, T actions.

import argparse
import json
import random
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from core.errors import CodedError
from learning.adapter import WIDTH
from learning.arrays import Float32Array
from learning.models.minilm import MiniLm
from learning.models.pointer_network import MAX_STEPS, load_arrays, make_network, train_network
from learning.models.transformer import arrays_of, use_one_core
from learning.pointers import LAST, WORD, Action, Example
from learning.tensors import Tensors, write_tensors
from p2p.agent.assistant.encoder import Tokens
from p2p.agent.assistant.layers import packed as packed_weights
from p2p.agent.assistant.programs.language import FUNCTIONS, work
from p2p.agent.assistant.programs.parser import FILE, FORMAT, START, TURN, TURNS, Parser, Word, parser_of
from p2p.agent.assistant.programs.pieces import NUM_MARKS, Pieces, marks_of
from tasks.agents.acts import LabelledTurn, further_turns, labelled_acts, labelled_kinds
from tasks.agents.parsing.cases import TODAY, ProgramCase, read_cases, vocabulary
from tasks.agents.parsing.pointing import Step, steps_of
from tasks.agents.parsing.variation import Contents, contents_of, varied
from tasks.project.files import PROJECT_ROOT

PARSER_PATH = f"p2p/agent/assistant/programs/{FILE}"
NUM_VARIANTS = 3
RENEWED_SHARE = 0.25
"""So many of a case's variants are made anew in a pass."""
SEED = 5
NUM_NETWORKS = 2
ASIDE = 14


class _Examples:
    """The cases and their variants, and the turns that ask for no program, as the network takes them."""

    def __init__(self, cases: Sequence[ProgramCase], turns: Sequence[LabelledTurn], words: Sequence[Word], drawn: random.Random) -> None:
        self._cases, self._drawn = cases, drawn
        self._encoder = MiniLm(precision="bfloat16")
        self._numbers = {word: place for place, word in enumerate(words)}
        self._contents: Contents = contents_of(cases)
        self._plain = [self._example(case.text, self._steps(case)) for case in cases]
        self._variants: list[list[Example]] = [[] for _ in cases]
        self._turns = [self._example(turn.text, [(WORD, self._numbers[TURN, turn.label])]) for turn in turns]

    def for_a_pass(self) -> list[Example]:
        """Each case as it stands, one of its variants, and the turns that ask for none."""
        for case, variants in zip(self._cases, self._variants, strict=True):
            is_due = len(variants) < 2 or self._drawn.random() < RENEWED_SHARE
            new = varied(case, self._contents, self._drawn) if is_due else None
            if new is not None and (example := self._example(new.text, self._steps(new))) is not None:
                variants.append(example)
                del variants[:-NUM_VARIANTS]
        chosen = [self._drawn.choice(variants) for variants in self._variants if variants]
        return [example for example in (*self._plain, *chosen, *self._turns) if example is not None]

    def _steps(self, case: ProgramCase) -> list[Step] | None:
        return steps_of(case.program, Pieces(case.text, self._encoder.token_spans(case.text)), self._numbers)

    def _example(self, text: str, steps: list[Step] | None) -> Example | None:
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
        return Example(states_LE.astype(np.float16), marks_of(Pieces(text, spans)), tuple(actions)) if len(actions) < MAX_STEPS else None


def is_aside(case: ProgramCase) -> bool:
    """Whether a case is kept aside."""
    return int(sha256(case.text.encode()).hexdigest(), 16) % ASIDE == 0


def turns_without_program(root: Path) -> list[LabelledTurn]:
    """The labelled turns that ask for no program, each with one of `TURNS`; those that concern the memory are labelled by what they do to it.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    found = {turn.text: turn for turn in (*labelled_acts(root), *further_turns(root), *labelled_kinds(root)) if turn.label in TURNS}
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the networks learn: the cases, the turns that ask for no program, the words, in how many batches, and from which parser on."""

    cases: Sequence[ProgramCase]
    turns: Sequence[LabelledTurn]
    words: Sequence[Word]
    num_steps: int
    before: Parser | None = None


def train(lesson: Lesson) -> bytes:
    """The file of the parser after the lesson: networks of different seeds, each trained in a process of its own."""
    with ProcessPoolExecutor(NUM_NETWORKS, mp_context=get_context("spawn")) as pool:
        networks = list(pool.map(partial(_taught, lesson), range(NUM_NETWORKS)))
    return packed({name: np.stack([arrays[name] for arrays in networks]) for name in networks[0]}, lesson.words)


def _taught(lesson: Lesson, place: int) -> dict[str, Float32Array]:
    """The weights of one of the networks after the lesson."""
    use_one_core()
    seed = SEED + place
    examples = _Examples(lesson.cases, lesson.turns, lesson.words, random.Random(seed))
    network = make_network(len(lesson.words), 2 * WIDTH, NUM_MARKS, seed)
    if lesson.before is not None:
        load_arrays(network, {name: array[place % len(array)] for name, array in lesson.before.weights.items()})

    def tell(step: int, loss: float) -> None:
        sys.stderr.write(f"network {place + 1}: {step} of {lesson.num_steps} steps, loss {loss:.3f}\n")

    train_network(network, examples.for_a_pass, lesson.num_steps, seed, tell)
    return arrays_of(network)


def packed(weights: Mapping[str, Float32Array], words: Sequence[Word]) -> bytes:
    """The parser's file: its weights as bytes, and the vocabulary; each of `weights` has the networks as its first axis."""
    written = [[kind, str(value) if kind == "number" else value] for kind, value in words]
    return write_tensors(Tensors(packed_weights(weights), FORMAT | {"words": json.dumps(written)}))


def count_right(parser: Parser, cases: Sequence[ProgramCase]) -> int:
    """How many of the cases get the reply of their program."""
    encoder = MiniLm(precision="float32")
    found = [parser.read(case.text, Tokens(*encoder.token_states(case.text)), TODAY) for case in cases]
    readings = [parsing.reading(0.0) if parsing is not None else None for parsing in found]
    return sum(reading is not None and reading.worked == work(case.program, TODAY) for case, reading in zip(cases, readings, strict=True))


def cost_ms(parser: Parser, cases: Sequence[ProgramCase]) -> float:
    """Milliseconds of processor that reading a case takes in the mean, without the encoder's."""
    encoder = MiniLm(precision="float32")
    tokens = [Tokens(*encoder.token_states(case.text)) for case in cases]
    began = time.process_time()
    for case, some in zip(cases, tokens, strict=True):
        parsing = parser.read(case.text, some, TODAY)
        if parsing is not None:
            parsing.reading(0.0)
    return 1000 * (time.process_time() - began) / len(cases)


def main() -> int:
    """Train, write the parser, say how it does on the cases kept aside; 0, or 1 with the reason."""
    arguments = argparse.ArgumentParser(description="Train the parser of reply programs.")
    arguments.add_argument("--steps", type=int, default=7_000)
    arguments.add_argument("--go-on", action="store_true")
    arguments.add_argument("--measure", action="store_true")
    asked = arguments.parse_args()
    path: Path = PROJECT_ROOT / PARSER_PATH
    try:
        cases = read_cases(PROJECT_ROOT)
        turns = turns_without_program(PROJECT_ROOT)
        before = parser_of(path.read_bytes()) if asked.go_on or asked.measure else None
    except CodedError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    kept = [case for case in cases if is_aside(case)]
    if before is not None and asked.measure:
        sys.stdout.write(f"{count_right(before, kept)} of {len(kept)} kept aside right, {cost_ms(before, kept):.1f} ms of processor each\n")
        return 0
    used = [case for case in cases if not is_aside(case)]
    encoder = MiniLm()
    pieces = [Pieces(case.text, encoder.token_spans(case.text)) for case in used]
    known = list(before.words) if before is not None else []
    words = [*known, *(word for word in vocabulary(used, pieces, list(FUNCTIONS)) if word not in known)]
    content = train(Lesson(used, turns, words, asked.steps, before))
    path.write_bytes(content)
    sys.stdout.write(f"{PARSER_PATH}: {len(content)} bytes, {count_right(parser_of(content), kept)} of {len(kept)} kept aside right\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

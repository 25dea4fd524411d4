"""A few steps of training learn to point at what was never seen, and every run of them comes to the same."""

from collections.abc import Iterator

import numpy as np

from learning.models.minilm import MiniLm
from p2p.agent.assistant.encoder import Tokens
from p2p.agent.assistant.programs.language import FUNCTIONS, read_program
from p2p.agent.assistant.programs.parser import TURNS, parser_of
from p2p.agent.assistant.programs.pieces import Pieces
from tasks.agents.acts import LabelledTurn
from tasks.agents.parsing.cases import ProgramCase, vocabulary
from tasks.agents.parsing.training import NUM_NETWORKS, Lesson, count_right, train, turns_without_program
from tasks.project.files import PROJECT_ROOT


def repeated() -> Iterator[ProgramCase]:
    for word in ("moss", "fern"):
        for times in range(2, 5):
            yield ProgramCase(f"say {word} {times} times", read_program(f'repeat("{word}", {times}, " ")'))
            yield ProgramCase(f"{word} in capitals", read_program(f'upper("{word}")'))


def test_training_learns_to_point(encoder: MiniLm) -> None:
    """A few steps of two forms of instruction is enough for words and numbers that were never seen."""
    some = list(dict.fromkeys(repeated()))
    words = vocabulary(some, [Pieces(case.text, encoder.token_spans(case.text)) for case in some], list(FUNCTIONS))
    turns = [
        LabelledTurn("the spare key is under the pot", "tell"),
        LabelledTurn("what did I say", "ask"),
        LabelledTurn("open the garage", "stranger"),
    ]
    parser = parser_of(train(Lesson(some, turns, words, num_steps=80)))
    assert parser.weights["out.bias"].shape == (NUM_NETWORKS, len(words))
    assert not np.array_equal(*parser.weights["inp.weight"][:2])
    new = [
        ProgramCase("say stone 7 times", read_program('repeat("stone", 7, " ")')),
        ProgramCase("river in capitals", read_program('upper("river")')),
    ]
    assert count_right(parser, new) == len(new)
    for turn in turns:
        parsing = parser.read(turn.text, Tokens(*encoder.token_states(turn.text)))
        assert parsing is not None and parsing.reading(0.0) is None
        assert max(parsing.turns, key=lambda name: parsing.turns[name]) == turn.label


def test_every_turn_without_a_program_is_labelled_once() -> None:
    turns = turns_without_program(PROJECT_ROOT)
    assert len(turns) > 4000 and len({turn.text for turn in turns}) == len(turns)
    assert {turn.label for turn in turns} == set(TURNS)

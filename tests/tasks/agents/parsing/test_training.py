"""A few steps of training learn to point at what was never seen, and every run of them comes to the same."""

from collections.abc import Iterator

from learning.models.minilm import MiniLm
from p2p.agent.assistant.encoder import Tokens
from p2p.agent.assistant.programs.language import FUNCTIONS, read_program
from p2p.agent.assistant.programs.parser import parser_of
from p2p.agent.assistant.programs.pieces import Pieces
from tasks.agents.parsing.cases import ProgramCase, vocabulary
from tasks.agents.parsing.training import count_right, train


def repeated() -> Iterator[ProgramCase]:
    for word in ("moss", "fern", "bark", "leaf", "root", "seed"):
        for times in range(2, 6):
            yield ProgramCase(f"say {word} {times} times", read_program(f'repeat("{word}", {times}, " ")'))
            yield ProgramCase(f"{word} in capitals", read_program(f'upper("{word}")'))


def test_training_learns_to_point(encoder: MiniLm) -> None:
    """A few steps of two forms of instruction is enough for words and numbers that were never seen."""
    some = list(dict.fromkeys(repeated()))
    words = vocabulary(some, [Pieces(case.text, encoder.token_spans(case.text)) for case in some], list(FUNCTIONS))
    others = ["the spare key is under the pot", "what is there to eat", "open the garage"]
    parser = parser_of(train(some, others, words, num_steps=100))
    new = [
        ProgramCase("say stone 7 times", read_program('repeat("stone", 7, " ")')),
        ProgramCase("river in capitals", read_program('upper("river")')),
    ]
    assert count_right(parser, new) == len(new)
    assert parser.read(others[0], Tokens(*encoder.token_states(others[0]))) is None

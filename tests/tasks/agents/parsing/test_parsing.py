"""The parser's training: programs become actions and back, variants stay right, and the network in torch is the one in NumPy."""

import random
from collections.abc import Iterator

import numpy as np
import pytest
import torch

from learning.models.minilm import MiniLm
from p2p.agent.assistant.encoder import Tokens
from p2p.agent.assistant.programs.language import FUNCTIONS, read_program, run_program
from p2p.agent.assistant.programs.parser import parser_of
from p2p.agent.assistant.programs.pieces import NUM_MARKS, Pieces
from p2p.agent.assistant.programs.transformer import LAST, NUMBER, TEXT, WORD, Writer
from tasks.agents.parsing.cases import ProgramCase, read_cases, vocabulary
from tasks.agents.parsing.network import Network
from tasks.agents.parsing.pointing import number_spans, steps_of, text_spans
from tasks.agents.parsing.training import count_right, packed, train
from tasks.agents.parsing.variation import contents_of, varied
from tasks.project.files import PROJECT_ROOT


@pytest.fixture(scope="module")
def encoder() -> MiniLm:
    torch.set_num_threads(1)
    return MiniLm()


@pytest.fixture(scope="module")
def cases() -> list[ProgramCase]:
    return read_cases(PROJECT_ROOT)


def pieces_of(encoder: MiniLm, text: str) -> Pieces:
    return Pieces(text, encoder.token_spans(text))


def test_every_case_is_labelled_once(cases: list[ProgramCase]) -> None:
    """Reading them has already run each program and compared what it makes."""
    assert len(cases) > 7000 and len({case.text for case in cases}) == len(cases)


def test_nearly_every_program_can_be_written_of_its_text(encoder: MiniLm, cases: list[ProgramCase]) -> None:
    some = cases[::40]
    pieces = [pieces_of(encoder, case.text) for case in some]
    words = vocabulary(some, pieces, list(FUNCTIONS))
    numbers = {word: place for place, word in enumerate(words)}
    assert len(numbers) == len(words)
    written = [steps_of(case.program, one, numbers) for case, one in zip(some, pieces, strict=True)]
    assert sum(steps is not None for steps in written) >= 0.97 * len(some)


def test_literals_are_found_as_whole_pieces(encoder: MiniLm) -> None:
    pieces = pieces_of(encoder, "Say hop, not hopping, three times: hop (3).")
    assert [pieces.said(*span) for span in text_spans(pieces, "hop")] == ["hop", "hop"] or len(text_spans(pieces, "hop")) == 3
    assert {pieces.said(*span) for span in number_spans(pieces, read_program("3"))} == {"three", "3"}  # pyright: ignore
    assert text_spans(pieces, "ime") == []


def test_a_variant_makes_the_reply_of_its_own_words(cases: list[ProgramCase]) -> None:
    drawn, contents = random.Random(3), contents_of(cases)
    made = [(case, variant) for case in cases[::25] if (variant := varied(case, contents, drawn)) is not None]
    assert len(made) > 0.9 * len(cases[::25])
    assert sum(variant.text != case.text for case, variant in made) > len(made) / 2
    for _, variant in made:
        run_program(variant.program)


def test_the_network_scores_as_the_writer_does() -> None:
    torch.manual_seed(1)
    network = Network(40).eval()
    drawn = np.random.default_rng(1)
    states_LE, marks_LM = drawn.normal(size=(7, 768)).astype(np.float32), drawn.integers(0, 2, (7, NUM_MARKS)).astype(np.float32)
    actions = [(WORD, 0), (WORD, 7), (TEXT, 2), (LAST, 4), (NUMBER, 5), (LAST, 5), (WORD, 2)]
    kinds, numbers = torch.tensor([actions]).unbind(-1)
    with torch.inference_mode():
        words_TV, pieces_T3L = (
            scores[0].numpy()
            for scores in network(
                torch.from_numpy(states_LE)[None], torch.from_numpy(marks_LM)[None], torch.ones(1, 7, dtype=torch.bool), kinds, numbers
            )
        )
    writer = Writer({name: tensor.numpy() for name, tensor in network.state_dict().items()}, states_LE, marks_LM)
    for place, action in enumerate(actions):
        words_BV, pieces_B3L = writer.step([action], np.array([0]))
        np.testing.assert_allclose(words_BV[0], words_TV[place], atol=2e-4)
        np.testing.assert_allclose(pieces_B3L[0], pieces_T3L[place], atol=2e-4)


def repeated() -> Iterator[ProgramCase]:
    for word in ("moss", "fern", "bark", "leaf", "root", "seed"):
        for times in range(2, 6):
            yield ProgramCase(f"say {word} {times} times", read_program(f'repeat("{word}", {times}, " ")'))
            yield ProgramCase(f"{word} in capitals", read_program(f'upper("{word}")'))


def test_training_learns_to_point(encoder: MiniLm) -> None:
    """A few steps of two forms of instruction is enough for words and numbers that were never seen."""
    some = list(dict.fromkeys(repeated()))
    words = vocabulary(some, [pieces_of(encoder, case.text) for case in some], list(FUNCTIONS))
    others = ["the spare key is under the pot", "what is there to eat", "open the garage"]
    parser = parser_of(packed(train(some, others, words, num_steps=100), words))
    new = [
        ProgramCase("say stone 7 times", read_program('repeat("stone", 7, " ")')),
        ProgramCase("river in capitals", read_program('upper("river")')),
    ]
    assert count_right(parser, new) == len(new)
    assert parser.read(others[0], Tokens(*encoder.token_states(others[0]))) is None

"""Every labelled instruction has a program that makes its reply, and nearly every program can be written of its text."""

import pytest

from learning.models.minilm import MiniLm
from p2p.agent.assistant.programs.language import FUNCTIONS
from p2p.agent.assistant.programs.pieces import Pieces
from tasks.agents.parsing.cases import ProgramCase, vocabulary
from tasks.agents.parsing.pointing import steps_of

pytestmark = pytest.mark.xdist_group("labelled-cases")
"""To read the cases runs every program: once for all files that do."""


def test_every_case_is_labelled_once(cases: list[ProgramCase]) -> None:
    """Reading them has already run each program and compared what it makes."""
    assert len(cases) > 7000 and len({case.text for case in cases}) == len(cases)


def test_nearly_every_program_can_be_written_of_its_text(encoder: MiniLm, cases: list[ProgramCase]) -> None:
    some = cases[::40]
    pieces = [Pieces(case.text, encoder.token_spans(case.text)) for case in some]
    words = vocabulary(some, pieces, list(FUNCTIONS))
    numbers = {word: place for place, word in enumerate(words)}
    assert len(numbers) == len(words)
    written = [steps_of(case.program, one, numbers) for case, one in zip(some, pieces, strict=True)]
    assert sum(steps is not None for steps in written) >= 0.97 * len(some)

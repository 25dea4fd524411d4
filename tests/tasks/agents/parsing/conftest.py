"""The encoder and the labelled instructions, once for all tests of the parser's training."""

import pytest

from learning.models.minilm import MiniLm
from tasks.agents.parsing.cases import ProgramCase, read_cases
from tasks.project.files import PROJECT_ROOT


@pytest.fixture(scope="session")
def encoder() -> MiniLm:
    return MiniLm()


@pytest.fixture(scope="session")
def cases() -> list[ProgramCase]:
    return read_cases(PROJECT_ROOT)

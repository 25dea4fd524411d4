"""Variants of a labelled instruction are right by their program."""

import random

import pytest

from p2p.agent.assistant.programs.language import work
from tasks.agents.parsing.cases import TODAY, ProgramCase
from tasks.agents.parsing.variation import contents_of, varied

pytestmark = pytest.mark.xdist_group("labelled-cases")
"""To read the cases runs every program: once for all files that do."""


def test_a_variant_makes_the_reply_of_its_own_words(cases: list[ProgramCase]) -> None:
    drawn, contents = random.Random(3), contents_of(cases)
    made = [(case, variant) for case in cases[::25] if (variant := varied(case, contents, drawn)) is not None]
    assert len(made) > 0.9 * len(cases[::25])
    assert sum(variant.text != case.text for case, variant in made) > len(made) / 2
    for _, variant in made:
        assert work(variant.program, TODAY).reply

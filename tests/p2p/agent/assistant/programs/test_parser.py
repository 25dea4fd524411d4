"""The parser that comes with the project reads plain instructions, is total on any text, and refuses a damaged file."""

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learning.arrays import Float32Array
from learning.errors import EncoderMalformedError
from learning.tensors import Tensors, write_tensors
from p2p.agent.assistant.encoder import Encoder, Tokens
from p2p.agent.assistant.programs.parser import FORMAT, Parser, Parsing, parser_of, the_parser
from p2p.agent.assistant.programs.values import MAX_TEXT

TODAY = date(2026, 9, 28)


def read(encoder: Encoder, text: str) -> Parsing:
    parsing = the_parser().read(text, encoder.tokens(text), TODAY)
    assert parsing is not None
    return parsing


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("Write knock twice, each on a line of its own", "knock\nknock"),
        ("UPPERCASE ONLY: fresh bread today", "FRESH BREAD TODAY"),
        ("if 8 is more than 3 write UP, otherwise write DOWN", "UP"),
        ("give me JSON with name set to \"Ola\" and age set to 31, no other text", '{"name": "Ola", "age": 31}'),
        ("Leave off the last item: fork, spoon, knife, cup", "fork, spoon, knife"),
        ("three bullets: run, jump, swim", "- run\n- jump\n- swim"),
        ("swap the word cat for dog: the cat sat by the cat flap", "the dog sat by the dog flap"),
    ],
)  # fmt: skip
def test_a_plain_instruction_is_read(encoder: Encoder, text: str, reply: str) -> None:
    reading = read(encoder, text).reading(0.0)
    assert reading is not None and reading.worked.reply == reply and 0 < reading.chance <= 1


@pytest.mark.parametrize(
    ("text", "results"),
    [
        ("what is 15% of 80", ["12"]),
        ("multiply 6 by 7, then subtract 2", ["42", "40"]),
        ("which weekday is the 14th of July 2026, and how many letters has its name?", ["Tuesday", "7"]),
        ("5 km in metres", ["5000"]),
    ],
)
def test_a_request_for_tools_is_read_with_its_steps(encoder: Encoder, text: str, results: list[str]) -> None:
    reading = read(encoder, text).reading(0.0)
    assert reading is not None and [step.result for step in reading.worked.steps] == results
    assert reading.worked.reply == results[-1]


@pytest.mark.parametrize(
    ("text", "turn"),
    [
        ("the spare key is under the blue pot", "tell"), ("where did I say the spare key is?", "ask"), ("how do I get wax out of a carpet", "document"),
        ("forget what I said about the key", "forget"), ("play some jazz in the kitchen", "stranger"),
    ],
)  # fmt: skip
def test_what_asks_for_no_program_has_none(encoder: Encoder, text: str, turn: str) -> None:
    parsing = read(encoder, text)
    assert parsing.reading(0.0) is None and parsing.turns[turn] > 0.5 and 0.99 < sum(parsing.turns.values()) <= 1.0001


def test_a_search_for_what_is_likelier_finds_the_same_or_nothing(encoder: Encoder) -> None:
    parsing = read(encoder, "three bullets: run, jump, swim")
    found = parsing.reading(0.0)
    assert found is not None and 0.5 < found.chance < 1
    again = parsing.reading(found.chance * 0.99)
    assert again is not None and again.program == found.program and again.chance == pytest.approx(found.chance, rel=1e-4)
    assert parsing.reading(found.chance * 1.01) is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_any_text_has_a_bounded_reading_or_none(encoder: Encoder, text: str) -> None:
    parsing = the_parser().read(text, encoder.tokens(text), TODAY)
    assert parsing is None or all(0 <= chance <= 1 for chance in parsing.turns.values())
    reading = parsing.reading(0.0) if parsing is not None else None
    assert reading is None or (len(reading.worked.reply) <= MAX_TEXT and math.isfinite(reading.chance))


def test_a_text_of_which_the_encoder_saw_a_part_is_not_read(encoder: Encoder) -> None:
    text = "UPPERCASE ONLY: " + "fresh bread today " * 60
    assert the_parser().read(text, encoder.tokens(text)) is None
    assert the_parser().read("", Tokens(np.zeros((0, 768), dtype=np.float32), ())) is None


@pytest.mark.parametrize(
    "text", ["repeat this " + "9" * 1_900 + " times", "9" * 1_900 + " in words", "say a" + " " * 1_900 + "b backwards"]
)
def test_long_numbers_and_blanks_are_read_or_not_but_never_fail(encoder: Encoder, text: str) -> None:
    parsing = the_parser().read(text, encoder.tokens(text))
    reading = parsing.reading(0.0) if parsing is not None else None
    assert reading is None or len(reading.worked.reply) <= MAX_TEXT
    assert the_parser().read(text * 2, encoder.tokens(text * 2)) is None


def random_parser(seed: int) -> tuple[Parser, Float32Array]:
    """The parser with other weights, which write whatever the grammar allows."""
    drawn = np.random.default_rng(seed)
    weights = {name: drawn.normal(size=array.shape).astype(np.float32) * 0.3 for name, array in the_parser().weights.items()}
    return Parser(weights, the_parser().words), drawn.normal(size=(9, 768)).astype(np.float32)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_weights_say_programs_keep_the_grammar(seed: int) -> None:
    """`Parser.read` would raise for a call with too few or too many arguments; it may only find no program."""
    parser, states_LE = random_parser(seed)
    text = "a, b 1 2 c d e f"
    spans = [(0, 1), (1, 2), (3, 4), (5, 6), (7, 8), (9, 10), (11, 12), (13, 14), (15, 16)]
    parsing = parser.read(text, Tokens(states_LE, spans), TODAY)
    assert parsing is not None and 0 <= sum(parsing.turns.values()) <= 1.0001
    reading = parsing.reading(0.0)
    assert reading is None or len(reading.worked.reply) <= MAX_TEXT


@pytest.mark.parametrize(
    "content",
    [b"", write_tensors(Tensors({}, {})), write_tensors(Tensors({}, FORMAT)), write_tensors(Tensors({}, FORMAT | {"words": "[[1]]"}))],
)
def test_another_file_is_refused(content: bytes) -> None:
    with pytest.raises(EncoderMalformedError):
        parser_of(content)

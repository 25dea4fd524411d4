"""What a clause does to its numbers, where no grammar reads it: a linear head on the encoder's vector and on the words of arithmetic in it."""

# H width of the encoder, S signs in the words, F both together.

import functools
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Literal, get_args

import numpy as np

from learning.arrays import Float32Array
from p2p.agent.assistant.encoder import unit_rows
from p2p.agent.assistant.head import Head
from p2p.agent.assistant.language.numbers import plain_numbers
from p2p.agent.assistant.tools.arithmetic_words import SYMBOLS, spoken
from p2p.agent.assistant.tools.calculator import marked
from p2p.agent.assistant.tools.expression import Token
from p2p.agent.assistant.tools.operation_weights import BIAS, SCALES, WEIGHTS

Operation = Literal["add", "subtract", "subtract_from", "multiply", "divide", "divide_by", "remainder", "none"]
OPERATIONS: tuple[Operation, ...] = get_args(Operation)
"""What is done with the first of two numbers, or with the result before, and the second."""
Reader = Callable[[str], Mapping[Operation, float]]
"""How likely each operation is, by the words of a clause."""
SIGN_WEIGHT = np.float32(0.5)
"""What a sign counts beside the vector, whose length is 1; chosen by cross-validation."""


@functools.cache
def operation_head() -> Head[Operation]:
    """The head that comes with the assistant."""
    return Head.unpacked(OPERATIONS, WEIGHTS, SCALES, BIAS)


def symbols_of(clause: str) -> tuple[Token, ...]:
    """The numbers and the symbols that a clause says."""
    return spoken(marked(plain_numbers(clause))).tokens


def masked(clause: str) -> str:
    """The clause with the same number in place of each of its own: what is done does not hang on how many there are."""
    return re.sub(r"\d+(?:\.\d+)?", "12", plain_numbers(clause))


def operation_features(clause: str, features_H: Float32Array) -> Float32Array:
    """The vector [F] of a clause: the encoder's of it `masked`, at length 1, and the signs in its words."""
    return np.concatenate([unit_rows(features_H[None])[0], signs_of(clause)])


def signs_of(clause: str) -> Float32Array:
    """The signs [S] in a clause: which symbols it has, before, between and behind its numbers and right before one, and how many numbers."""
    tokens = symbols_of(clause)
    places = [place for place, token in enumerate(tokens) if isinstance(token, Fraction)]
    first, last = (places[0], places[-1]) if places else (len(tokens), len(tokens))
    ahead = {token for token, following in pairwise(tokens) if isinstance(following, Fraction)}
    parts = [set(tokens), set(tokens[:first]), set(tokens[first:last]), set(tokens[last:]), ahead]
    form = [len(places) == 0, len(places) == 1, len(places) == 2, len(places) > 2, "?" in clause]
    signs = [*(symbol in part for part in parts for symbol in SYMBOLS), *form]
    return SIGN_WEIGHT * np.array(signs, dtype=np.float32)

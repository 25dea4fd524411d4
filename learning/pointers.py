"""What a network that points writes: words of a vocabulary, and the first and last pieces of what it copies from a text."""

# L pieces, E width of what is known of one, M marks.

from dataclasses import dataclass

from learning.arrays import Float16Array, Float32Array

Action = tuple[int, int]
"""What is written: of which kind (see the next four names), and the number of the word or of the piece."""
WORD, TEXT, NUMBER, LAST = range(4)
"""A word of the vocabulary; the first piece of a text; the first piece of a number; the last piece of either."""

HEAD_WIDTH = 32
"""Numbers of each head of the network's attention."""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A text and what is to be written of it, the start first.

    Shapes: states_LE [pieces, width], marks_LM [pieces, marks].
    """

    states_LE: Float32Array | Float16Array
    marks_LM: Float32Array
    actions: tuple[Action, ...]

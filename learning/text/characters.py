"""Texts as examples of the next character, and the counts that such a model has to beat."""

# N examples, F characters of context, K characters of the vocabulary.

from collections.abc import Sequence

import numpy as np

from learning.arrays import Float64Array, Int64Array
from learning.errors import DataMalformedError
from learning.examples import Examples

EDGE = "\n"
"""What comes before a text and after it."""


def vocabulary_of(texts: Sequence[str]) -> str:
    """Every character of the texts and the edge, each once, ascending."""
    return "".join(sorted(set(EDGE).union(*texts)))


def next_character_examples(texts: Sequence[str], vocabulary: str, context: int) -> Examples:
    """One example for each character of each text and for its end: the codes of the `context` characters before it, and its own.

    No context reaches over the edge of a text. A code is a character's place in the vocabulary.
    Shapes: features [N, context] float32 of whole numbers, labels [N].
    Errors: DataMalformedError (learning.data.malformed) without a text, or for a character that the vocabulary lacks.
    """
    codes = {character: code for code, character in enumerate(vocabulary)}
    unknown = sorted(set(EDGE).union(*texts) - set(codes))
    if unknown or not texts or context < 1:
        raise DataMalformedError("no texts, or a character that the vocabulary lacks", unknown=[ascii(one) for one in unknown[:8]])
    padded = (np.array([codes[one] for one in EDGE * context + text + EDGE], dtype=np.int64) for text in texts)
    windows = np.concatenate([np.lib.stride_tricks.sliding_window_view(one, context + 1) for one in padded])
    return Examples(windows[:, :-1].astype(np.float32), np.ascontiguousarray(windows[:, -1]))


def bigram_log_probabilities(examples: Examples, num_classes: int) -> Float64Array:
    """The logarithm of each character's probability behind each other, from the counts of the examples.

    A bigram's count has one more, spread as the characters are; theirs have one more each.
    Shapes: returns [K, K], the character before by the character; nats.
    """
    unigrams_K = np.exp(unigram_log_probabilities(examples.labels_N, num_classes))
    counts_KK = np.tile(unigrams_K, (num_classes, 1))
    np.add.at(counts_KK, (examples.features_NF[:, -1].astype(np.intp), examples.labels_N), 1.0)
    return np.log(counts_KK / counts_KK.sum(axis=1, keepdims=True))


def unigram_log_probabilities(labels_N: Int64Array, num_classes: int) -> Float64Array:
    """The logarithm of each character's probability, each counted once more than it occurs, [K], in nats."""
    counts_K = np.bincount(labels_N, minlength=num_classes) + 1.0
    return np.log(counts_K / counts_K.sum())

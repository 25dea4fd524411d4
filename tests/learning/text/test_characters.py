"""Texts as next-character examples; a model of them, federated over speakers, beats the counts of pairs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.errors import DataMalformedError
from learning.evaluation import evaluate
from learning.plan import parse_plan
from learning.simulation import simulate
from learning.text.characters import bigram_log_probabilities, next_character_examples, unigram_log_probabilities, vocabulary_of

SPEECHES = {
    "first": ["we know the moon is made of stone", "the stone is the moon"] * 6,
    "second": ["no, the moon is made of cheese", "cheese is not stone"] * 6,
    "third": ["all men know what cheese is made of", "the moon"] * 6,
}


@given(st.lists(st.text("abc ", max_size=9), min_size=1, max_size=5), st.integers(1, 4))
def test_examples_spell_the_texts(texts, context):
    vocabulary = vocabulary_of(texts)
    examples = next_character_examples(texts, vocabulary, context)
    assert "".join(vocabulary[code] for code in examples.labels_N) == "".join(f"{text}\n" for text in texts)
    before = ["".join(vocabulary[int(code)] for code in row) for row in examples.features_NF]
    assert before == [("\n" * context + text)[place : place + context] for text in texts for place in range(len(text) + 1)]


def test_a_vocabulary_has_each_character_once_and_the_edge():
    assert vocabulary_of(["ba", "ab"]) == "\nab"


@pytest.mark.parametrize(("texts", "context"), [(["abx"], 2), ([], 2), (["ab"], 0)])
def test_what_cannot_be_spelled_is_refused(texts, context):
    with pytest.raises(DataMalformedError):
        next_character_examples(texts, "\nab", context)


def test_counts_are_probabilities_and_those_of_pairs_know_more():
    examples = next_character_examples(["abababab"], "\nab", 3)
    pairs_KK, singles_K = bigram_log_probabilities(examples, 3), unigram_log_probabilities(examples.labels_N, 3)
    assert np.exp(pairs_KK).sum(axis=1) == pytest.approx(np.ones(3)) and np.exp(singles_K).sum() == pytest.approx(1)
    assert pairs_KK[1, 2] > singles_K[2] and np.exp(pairs_KK[1, 2]) > 0.8


@pytest.mark.parametrize("codec", ["fp32", "int8"])
def test_a_model_trained_by_speakers_together_beats_the_pairs_of_their_characters(codec):
    vocabulary = vocabulary_of([text for texts in SPEECHES.values() for text in texts])
    shards = [next_character_examples(texts, vocabulary, 4) for texts in SPEECHES.values()]
    plan = parse_plan(
        {
            "model": {"kind": "characters", "layer_sizes": [4, 32, len(vocabulary)]},
            "local": {"epochs": 2, "batch_size": 16, "learning_rate": 0.3},
            "codec": codec, "strategy": {"name": "fedavg"},
            "num_rounds": 15, "num_clients": 3, "clients_per_round": 2, "min_clients": 2, "seed": 0,
        }
    )  # fmt: skip
    everything = next_character_examples([text for texts in SPEECHES.values() for text in texts], vocabulary, 4)
    pairs_N = bigram_log_probabilities(everything, len(vocabulary))[everything.features_NF[:, -1].astype(int), everything.labels_N]
    found = evaluate(plan.model, simulate(plan, shards).weights_P, everything)
    assert found.loss < -pairs_N.mean() / 2 and found.accuracy > 0.7

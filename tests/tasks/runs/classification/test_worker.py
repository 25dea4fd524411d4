"""The figures of a seed: a function of texts, parameters and seed, but for the times."""

import numpy as np
import pytest

from learning.text.specs import ClassifierSpec, VectorizerSpec
from tasks.data.texts import write_texts
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.classification.computations import Classified, Classify, SeedFigures
from tasks.runs.classification.worker import num_near_duplicates, run_classify

TIMES = {"vectorizer_runtime_s", "train_runtime_s", "latency_mean_ms", "latency_p95_ms"}
ASKED = Classify(
    dataset="utterances",
    vectorizer=VectorizerSpec(character_gram_size=3, min_documents=2),
    classifier=ClassifierSpec(smoothing=0.3, temper=0.3, steps=4, batch_size=100, learning_rate=1.0),
    test_fraction=0.5,
    seeds=(3, 4),
    num_timed=10,
)


@pytest.fixture(scope="module")
def found() -> Classified:
    write_texts(PROJECT_ROOT, "utterances", load_project(PROJECT_ROOT).data.texts)
    return run_classify(PROJECT_ROOT, ASKED)


def untimed(seed: SeedFigures) -> dict[str, object]:
    return seed.model_dump(exclude=TIMES)


def test_every_label_has_its_figure(found: Classified) -> None:
    assert all(len(seed.f1_by_label) == len(found.labels) == 16 for seed in found.seeds)
    assert found.samples_per_label == 64


def test_the_same_seed_gives_the_same_figures_and_another_gives_others(found: Classified) -> None:
    again = run_classify(PROJECT_ROOT, ASKED.model_copy(update={"seeds": (4,)}))
    assert untimed(again.seeds[0]) == untimed(found.seeds[1])
    assert untimed(found.seeds[0]) != {**untimed(found.seeds[1]), "seed": 3}


def test_times_are_positive_and_the_tail_is_not_below_the_middle(found: Classified) -> None:
    for seed in found.seeds:
        assert min(getattr(seed, name) for name in TIMES) > 0
        assert seed.latency_p95_ms >= seed.latency_mean_ms / 2


def test_more_training_texts_help(found: Classified) -> None:
    few = run_classify(PROJECT_ROOT, ASKED.model_copy(update={"test_fraction": 0.95}))
    assert np.mean([seed.accuracy for seed in few.seeds]) < np.mean([seed.accuracy for seed in found.seeds]) - 0.1


def test_no_test_text_is_near_a_training_text_and_those_that_are_would_be_counted_once_each(found: Classified) -> None:
    assert [seed.near_duplicates for seed in found.seeds] == [0, 0]
    train = ["remind me to water the plants", "Remind me to water the plants!", "who are the peers near me"]
    assert num_near_duplicates(["remind me to water the plants, ", "set a timer"], train, 0.8) == 1

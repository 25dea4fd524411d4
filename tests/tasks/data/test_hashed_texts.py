"""The hashed form: dense examples of the same sides, the same bytes each time, refused where they are others."""

import numpy as np
import pytest

from core.errors import CodedError
from learning.examples import unpack_examples
from tasks.data.example_files import load_split
from tasks.data.hashed_texts import hash_texts, write_hashed
from tasks.data.text_sources import hashed_name
from tasks.data.texts import PreparedTexts, deal_texts, load_texts, write_texts
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT

PARAMS = load_project(PROJECT_ROOT).data.texts


@pytest.fixture(scope="module")
def own() -> PreparedTexts:
    write_texts(PROJECT_ROOT, "utterances", PARAMS)
    return load_texts(PROJECT_ROOT, "utterances")


def test_the_sides_are_those_that_the_seed_deals(own: PreparedTexts) -> None:
    contents = hash_texts(own, PARAMS)
    for split, side in zip(("train", "test"), deal_texts(own, PARAMS.test_fraction, PARAMS.split_seed), strict=True):
        examples = unpack_examples(contents[split])
        assert examples.features_NF.shape == (len(side), PARAMS.num_columns)
        assert examples.labels_N.tolist() == [own.items[index].label for index in side]


def test_what_is_registered_is_what_is_written(own: PreparedTexts) -> None:
    write_hashed(PROJECT_ROOT, own.dataset, PARAMS)
    examples = load_split(PROJECT_ROOT, hashed_name(own.dataset), "train")
    assert np.isfinite(examples.features_NF).all()
    assert set(examples.labels_N.tolist()) == set(range(len(own.labels)))


def test_other_columns_than_the_registered_ones_are_not_written(own: PreparedTexts) -> None:
    with pytest.raises(CodedError) as refusal:
        write_hashed(PROJECT_ROOT, own.dataset, PARAMS.model_copy(update={"num_columns": 64}))
    assert refusal.value.code == "gates.data.altered"

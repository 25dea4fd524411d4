"""Every feature a finite number, every label a class; whatever is not is named with its row and its column."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CodedError
from learning.examples import check_examples
from learning.plan import ModelSpec
from p2p.agent.corpora.building import MIN_EXAMPLES, build_corpus, read_features, sort_classes
from p2p.agent.corpora.tables import Table

SHA = "0" * 64


def table_of(first_row: int = 2, **columns) -> Table:
    filled = {"a": np.arange(12.0), "label": np.arange(12) % 3, **columns}
    return Table(filled, len(filled["label"]), first_row)


def refusal_of(table: Table, **options) -> str:
    with pytest.raises(CodedError) as refusal:
        build_corpus(table, SHA, **options)
    assert refusal.value.code == "p2p.data.invalid"
    return str(refusal.value)


def with_value(row: int, value) -> np.ndarray:
    column = np.arange(12.0).astype(object)
    column[row] = value
    return column


def test_a_table_becomes_examples_with_names_and_statistics() -> None:
    corpus = build_corpus(table_of(b=np.arange(12) * 2), SHA)
    assert corpus.description.terms.features == ("a", "b")
    assert corpus.description.terms.classes == ("0", "1", "2")
    assert corpus.description.statistics.means == (5.5, 11.0)
    assert corpus.examples.labels_N.tolist() == [0, 1, 2] * 4
    check_examples(corpus.examples, ModelSpec(kind="mlp", layer_sizes=(2, 3)))


@pytest.mark.parametrize(
    ("row", "value", "said"),
    [
        (3, "x", "row 5, column 'a': 'x' is no number"),
        (0, None, "row 2, column 'a': an empty cell is no number"),
        (11, True, "row 13, column 'a': True is no number"),
        (1, float("nan"), "row 3, column 'a': the number is not finite"),
        (2, 1e300, "row 4, column 'a': the number is not finite, or too large"),
    ],
)
def test_a_feature_that_is_no_finite_number_is_named(row: int, value, said: str) -> None:
    assert said in refusal_of(table_of(a=with_value(row, value)))


def test_of_a_column_that_one_word_made_text_the_word_is_named() -> None:
    texts = np.array([str(index) for index in range(12)], dtype=object)
    assert "row 2, column 'a': '0' is no number" in refusal_of(table_of(a=texts))
    texts[7] = "NA"
    assert "row 9, column 'a': 'NA' is no number" in refusal_of(table_of(a=texts))


@pytest.mark.parametrize("value", [None, "", 1.5, float("nan"), True])
def test_a_label_that_is_no_class_is_named(value) -> None:
    assert "row 3, column 'label'" in refusal_of(table_of(label=with_value(1, value)))


def test_numbers_and_texts_of_the_same_classes_are_numbered_alike() -> None:
    numbers = np.array([10, 9, 2] * 4)
    kinds = [numbers, numbers.astype(np.float64), numbers.astype(str).astype(object)]
    corpora = [build_corpus(table_of(label=kind), SHA) for kind in kinds]
    assert {corpus.description.terms.classes for corpus in corpora} == {("2", "9", "10")}
    assert {tuple(corpus.examples.labels_N) for corpus in corpora} == {(2, 1, 0) * 4}


def test_classes_that_the_data_lack_can_be_named_in_any_order() -> None:
    corpus = build_corpus(table_of(), SHA, classes=("3", "1", "0", "2"))
    assert corpus.description.terms.classes == ("0", "1", "2", "3")
    assert "'2' is none of the classes" in refusal_of(table_of(), classes=("0", "1"))


def test_too_little_to_learn_from_is_refused() -> None:
    assert "no column 'kind'" in refusal_of(table_of(), label="kind")
    assert "no column beside" in refusal_of(Table({"label": np.arange(12)}, 12, 2))
    assert "too few or too many classes" in refusal_of(table_of(label=np.zeros(12, dtype=int)))
    assert "too few or too many classes" in refusal_of(Table({"a": np.zeros(2000), "label": np.arange(2000)}, 2000, 2))
    few = MIN_EXAMPLES - 1
    assert "too few rows" in refusal_of(Table({"a": np.zeros(few), "label": np.arange(few)}, few, 2))
    assert r"cannot be printed (name='a\u202eb')" in refusal_of(table_of(label=np.array(["a\u202eb", "c", "d"] * 4, dtype=object)))


@given(st.lists(st.integers(-1000, 1000).map(str) | st.text(min_size=1, max_size=5), min_size=1, max_size=20), st.randoms())
def test_classes_are_numbered_alike_whatever_their_order(names: list[str], random) -> None:
    shuffled = list(names)
    random.shuffle(shuffled)
    assert sort_classes(names) == sort_classes(shuffled)
    assert len(sort_classes(names)) == len(set(names))


def test_features_are_taken_by_name_in_the_order_asked() -> None:
    table = table_of(b=np.ones(12))
    assert read_features(table, ["b", "a"])[3].tolist() == [1, 3]
    with pytest.raises(CodedError):
        read_features(table, ["c"])

import pytest

from gates.params.limits.classification import CLASSIFICATION_FLOORS
from gates.verdicts.classification import judge_classification
from tests.gates.mutations import OURS, put, sample, without


def failed(artifact: dict) -> set[str]:
    return {row.metric for row in judge_classification(artifact, CLASSIFICATION_FLOORS).rows if not row.ok}


@pytest.mark.parametrize(
    "artifact",
    [
        put(sample("classification"), "metrics.macro_f1", 0.96),
        put(sample("classification"), "metrics.per_label_f1.label_0", 0.1),
        without(sample("classification"), "metrics.per_label_f1.label_0"),
        put(sample("classification"), "metrics.per_label_f1.label_x", 0.94),
    ],
)
def test_the_macro_f1_is_the_mean_of_the_labels_figures(artifact):
    assert "metrics.macro_f1" in failed(artifact)


def test_a_label_counts_once():
    assert "counts.labels" in failed(put(sample("classification"), "counts.labels", ["label_0", "label_0"]))


@pytest.mark.parametrize(
    ("path", "value", "metric"), [("seeds[3].accuracy", 0.8, "metrics.accuracy"), ("seeds[3].macro_f1", 0.8, "metrics.macro_f1")]
)
def test_the_metrics_are_the_means_of_the_seeds(path, value, metric):
    assert metric in failed(put(sample("classification"), path, value))


def test_a_seed_that_is_repeated_counts_once():
    repeated = put(sample("classification"), "seeds[4].seed", 0)
    verdict = judge_classification(repeated, OURS.classification)
    assert [row.metric for row in verdict.rows if not row.ok] == ["seeds"]


def test_a_test_text_that_is_near_a_training_text_fails_ours():
    near = put(sample("classification"), "counts.near_duplicates", 1)
    verdict = judge_classification(near, OURS.classification)
    assert [row.metric for row in verdict.rows if not row.ok] == ["counts.near_duplicates"]
    assert failed(near) == set()
    assert failed(without(near, "near_duplicate_similarity")) == {"near_duplicate_similarity"}

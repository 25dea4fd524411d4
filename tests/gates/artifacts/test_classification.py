from gates.artifacts.classification import ClassificationMetrics
from gates.verdicts.schema import schema_failures
from tests.gates.mutations import put, sample


def test_the_figure_of_every_label_is_a_share():
    assert list(schema_failures(ClassificationMetrics, put(sample("classification"), "metrics.per_label_f1.label_3", 1.1))) == [
        "metrics.per_label_f1.label_3"
    ]


def test_there_is_a_label():
    assert list(schema_failures(ClassificationMetrics, put(sample("classification"), "counts.labels", []))) == ["counts.labels"]

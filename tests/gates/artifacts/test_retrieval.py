from gates.artifacts.retrieval import RetrievalMetrics
from gates.verdicts.schema import schema_failures
from tests.gates.mutations import put, sample


def test_a_recall_is_a_share():
    for name in ("recall_at_1", "recall_at_k", "mrr"):
        assert list(schema_failures(RetrievalMetrics, put(sample("retrieval"), f"metrics.{name}", 1.2))) == [f"metrics.{name}"]

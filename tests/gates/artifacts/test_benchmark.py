import pytest

from gates.artifacts.benchmark import BenchmarkMetrics
from gates.verdicts.schema import schema_failures
from tests.gates.mutations import put, sample


@pytest.mark.parametrize("metric", ["runtime_mean_sec", "runtime_p95_sec", "peak_heap_max_bytes", "peak_rss_max_bytes"])
def test_what_took_nothing_was_not_measured(metric):
    path = f"benchmarks[1].{metric}"
    assert list(schema_failures(BenchmarkMetrics, put(sample("benchmark"), path, 0))) == [path]


@pytest.mark.parametrize("payload", [None, 3, {"accuracy": 0.9}])
def test_the_payload_is_anything(payload):
    assert schema_failures(BenchmarkMetrics, put(sample("benchmark"), "benchmarks[0].payload", payload)) == {}

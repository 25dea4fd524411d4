import pytest

from gates.cohort.node_health import judge_node_health
from gates.params.limits.cohort import NODE_HEALTH_FLOORS
from tests.gates.mutations import put, sample


@pytest.mark.parametrize(("path", "value"), [("health.last_cycle_ok", False), ("health.uptime_ratio_24h", 0.89)])
def test_a_node_that_is_not_well_fails_by_name(path, value):
    assert judge_node_health(sample("pilot_metrics"), NODE_HEALTH_FLOORS).ok
    verdict = judge_node_health(put(sample("pilot_metrics"), path, value), NODE_HEALTH_FLOORS)
    assert [row.metric for row in verdict.rows if not row.ok] == [path]

"""Is a volunteer's node well: did its last cycle pass, and was it up for long enough?"""

from collections.abc import Mapping

from pydantic import JsonValue

from gates.cohort.pilot_metrics import SCHEMA_VERSION, PilotMetrics
from gates.params.limits.cohort import NODE_HEALTH_FLOORS, NodeHealthLimits
from gates.verdicts.judge import Judge
from gates.verdicts.judgement import Judgement
from gates.verdicts.verdict import Verdict


def judge_node_health(artifact: Mapping[str, JsonValue], limits: NodeHealthLimits) -> Verdict:
    """The verdict on the health in `pilot_metrics.json` as plain JSON."""
    judge = Judge("node_health", artifact)
    judge.equals("schema_version", SCHEMA_VERSION)
    judge.equals("health.last_cycle_ok", True)
    judge.hold(("health.uptime_ratio_24h", ">=", limits.min_uptime_ratio))
    judge.model(PilotMetrics)
    return judge.verdict()


NODE_HEALTH_JUDGEMENT = Judgement("Node health summary", SCHEMA_VERSION, NODE_HEALTH_FLOORS, judge_node_health)

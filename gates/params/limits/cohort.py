"""Limits of the volunteer cohort: one node's figures and health, the manifest, the cohort, machines compared, provenance."""

from core.parameters import Parameters
from gates.params.limits.bounds import Count, Fraction


class PilotMetricsLimits(Parameters):
    """One node's pilot metrics."""

    require_status_collected: bool


class NodeHealthLimits(Parameters):
    """One node's health; the uptime is that of the last 24 hours."""

    min_uptime_ratio: Fraction | None


class CohortManifestLimits(Parameters):
    """The list of nodes; diversity is counted over the nodes that passed; a manifest whose files are required is refused where it is a rehearsal's."""

    min_nodes: Count | None
    min_passed: Count | None
    min_distinct_regions: Count | None
    min_distinct_hardware_tiers: Count | None
    min_distinct_network_tiers: Count | None
    max_unknown_region_ratio: Fraction | None
    require_metrics_files: bool
    refuse_rehearsal: bool


class PilotCohortLimits(Parameters):
    """The cohort's figures as a whole."""

    min_node_count: Count | None
    min_uptime_ratio_mean: Fraction | None
    min_last_cycle_ok_ratio: Fraction | None


class MachineComparisonLimits(Parameters):
    """The same gates on several machines; each range and deviation is that of one score."""

    min_snapshots: Count | None
    max_score_range: Fraction | None
    max_score_std: Fraction | None


class ProvenanceLimits(Parameters):
    """A provenance manifest; `verify_sha256` hashes the files it lists."""

    verify_sha256: bool


PILOT_METRICS_FLOORS = PilotMetricsLimits(require_status_collected=False)
NODE_HEALTH_FLOORS = NodeHealthLimits(min_uptime_ratio=0.90)
COHORT_MANIFEST_FLOORS = CohortManifestLimits(
    min_nodes=5,
    min_passed=5,
    min_distinct_regions=None,
    min_distinct_hardware_tiers=None,
    min_distinct_network_tiers=None,
    max_unknown_region_ratio=None,
    require_metrics_files=False,
    refuse_rehearsal=True,
)
PILOT_COHORT_FLOORS = PilotCohortLimits(min_node_count=1, min_uptime_ratio_mean=0.90, min_last_cycle_ok_ratio=0.80)
MACHINE_COMPARISON_FLOORS = MachineComparisonLimits(min_snapshots=3, max_score_range=0.10, max_score_std=0.10)
PROVENANCE_FLOORS = ProvenanceLimits(verify_sha256=False)

from gates.verdicts.margins import margins, worst
from gates.verdicts.verdict import MetricRow, Verdict


def row(metric, value, limit, margin, ok=True):
    return MetricRow(metric, value, ">=", limit, margin, ok)


def test_each_metric_has_the_contracts_limit_beside_ours():
    floors = Verdict("g", (row("a", 0.9, 0.8, 0.1), MetricRow("b", 1, "reported", None, None, ok=True)))
    ours = Verdict("g", (row("a", 0.9, 0.85, 0.05), row("b", 1, 0.5, 0.5)))
    assert [(one.row.limit, one.floor) for one in margins(floors, ours)] == [(0.85, 0.8), (0.5, None)]


def test_the_worst_is_a_failure_else_the_least_room_in_proportion():
    near, far, failed = row("near", 0.91, 0.9, 0.01), row("far", 60, 50, 10), row("failed", 0.1, 0.9, -0.8, ok=False)
    assert worst(Verdict("g", (far, near))) == near
    assert worst(Verdict("g", (far, near, failed))) == failed
    assert worst(Verdict("g", ())) is None

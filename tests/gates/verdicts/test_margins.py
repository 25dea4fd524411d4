from gates.verdicts.margins import margins, row_text, worst, worst_first
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


def test_what_was_measured_comes_before_what_a_parameter_sets():
    counted = MetricRow("seeds", 5.0, ">=", 5, 0, ok=True)
    measured = MetricRow("accuracy", 0.97, ">=", 0.95, 0.02, ok=True)
    assert worst(Verdict("smoke", (counted, measured))) == measured
    assert worst(Verdict("smoke", (counted,))) == counted


def test_what_need_only_be_more_than_nothing_comes_last():
    time, memory = MetricRow("runtime_sec", 0.5, ">", 0.0, 0.5, ok=True), MetricRow("rss_bytes", 100, "<=", 2000, 1900, ok=True)
    assert worst(Verdict("benchmark", (time, memory))) == memory


def test_a_row_in_one_line_has_value_limit_and_margin():
    assert row_text(row("a", 0.06 - 1e-17, 0.05, 0.01)) == "a 0.06 >= 0.05 (margin +0.01)"
    assert row_text(MetricRow("ok", True, "==", True, None, ok=True)) == "ok True == True"


def test_failures_stand_first_then_the_least_room_then_what_has_none():
    exact = MetricRow("schema_version", 1, "==", 1, None, ok=True)
    near, far, failed = row("near", 0.91, 0.9, 0.01), row("far", 60, 50, 10), row("failed", 0.1, 0.9, -0.8, ok=False)
    assert worst_first((exact, far, near, failed)) == [failed, near, far, exact]

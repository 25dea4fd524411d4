from gates.verdicts.verdict import MetricRow, Verdict


def row(name: str, ok: bool) -> MetricRow:
    return MetricRow(name, 0.5, ">=", 0.9, -0.4, ok, "" if ok else "0.5 is not >= 0.9")


def test_a_verdict_passes_only_when_every_row_does():
    assert Verdict("smoke", (row("a", True),)).ok
    assert not Verdict("smoke", (row("a", True), row("b", False))).ok


def test_a_verdict_without_rows_does_not_pass():
    assert not Verdict("smoke", ()).ok


def test_failures_name_their_metric():
    assert Verdict("smoke", (row("a", True), row("b", False))).failures == ("b: 0.5 is not >= 0.9",)


def test_a_verdict_is_plain_json():
    assert Verdict("smoke", (row("a", False),)).as_json()["failures"] == ["a: 0.5 is not >= 0.9"]

"""What a person reads says what the verdict says."""

from pathlib import Path

import pytest

from gates.verdicts.verdict import MetricRow, Verdict
from tasks.gate.verdict_text import print_verdict, tightest, verdict_markdown

GOOD = MetricRow("methods.fp32.accuracy", 0.9721, ">=", 0.95, 0.0221, ok=True)
BAD = MetricRow("methods.int8.accuracy", 0.9, ">=", 0.95, -0.05, ok=False, reason="0.9 is not >= 0.95")
SAME = MetricRow("methods.fp32.weights_sha256", "a" * 64, "==", "a" * 64, None, ok=True)


def test_the_last_line_is_the_artifacts_path(capsys: pytest.CaptureFixture[str]) -> None:
    print_verdict(Verdict("smoke", (GOOD, SAME)), Path("reports/smoke_summary.json"), "r1")
    said = capsys.readouterr().out
    assert said.splitlines()[-1] == "reports/smoke_summary.json"
    assert "smoke: PASS" in said


def test_a_failure_is_named_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    print_verdict(Verdict("smoke", (GOOD, BAD)), Path("reports/smoke_summary.json"), "r1")
    said = capsys.readouterr().out
    assert "smoke: FAIL" in said
    assert "methods.int8.accuracy: 0.9 is not >= 0.95" in said


def test_markdown_has_a_row_for_every_metric() -> None:
    text = verdict_markdown(Verdict("smoke", (GOOD, BAD, SAME)), Path("reports/smoke_summary.dsse.json"))
    assert text.startswith("# smoke: FAIL")
    assert sum(line.startswith("| methods.") for line in text.splitlines()) == 3
    assert "aaaaaaaaaaaa…" in text
    assert "Worst margin: `methods.int8.accuracy`" in text
    assert "Evidence: `reports/smoke_summary.dsse.json`" in text


def test_of_a_list_that_passes_the_tightest_row_stands_for_all() -> None:
    rows = [MetricRow(f"seeds[{i}].fp32_accuracy", 0.96 + i / 100, ">=", 0.95, 0.01 + i / 100, ok=True) for i in range(3)]
    failed = MetricRow("seeds[3].fp32_accuracy", 0.9, ">=", 0.95, -0.05, ok=False, reason="too low")
    assert [(row.metric, row.value, row.ok) for row in tightest([*rows, failed])] == [
        ("seeds[*].fp32_accuracy", 0.96, True),
        ("seeds[3].fp32_accuracy", 0.9, False),
    ]

"""Two rehearsals have the same figures where they differ in days, durations, memory and machines alone."""

from datetime import datetime, timedelta
from pathlib import Path

from gates.cohort.cohort_records import cohort_manifest, cohort_metrics
from gates.cohort.ledger import Receipt
from gates.cohort.pilot_report import pilot_report
from gates.cohort.pilot_status import PilotClock, pilot_status
from tests.gates.cohort.receipts import BEGIN, receipt
from tests.system.rehearsed_figures import digest_of, figures


def reported(folder: Path, one: Receipt, now: datetime) -> Path:
    """The four reports over one receipt."""
    clock, taken = PilotClock(now), {one.node_id: [one]}
    files = {
        "cohort_manifest": cohort_manifest([one], "rehearsal", now=now),
        "pilot_cohort_metrics": cohort_metrics([one], {"repo": "a", "commit": "a1b2c3d"}),
        "pilot_status": pilot_status(taken, {}, clock),
        "pilot_14_day_report": pilot_report(taken, clock),
    }
    folder.mkdir()
    for name, file in files.items():
        (folder / f"{name}.json").write_text(file.model_dump_json())
    return folder


def measured_anew(one: Receipt) -> Receipt:
    """The same work on another machine, a bit slower."""
    metrics = one.metrics
    changes = {
        "node": metrics.node.model_copy(update={"platform": "elsewhere"}),
        "health": metrics.health.model_copy(update={"cycle_duration_sec": 999.0}),
        "accessibility": metrics.accessibility.model_copy(update={"max_peak_rss_bytes": 1, "benchmark_total_runtime_sec": 999.0}),
        "provenance": metrics.provenance.model_copy(update={"commit": "f" * 40}),
    }
    profile = one.profile.model_copy(update={"cpu_cores": 64, "memory_gb": 1.5})
    return one.model_copy(update={"metrics": metrics.model_copy(update=changes), "profile": profile})


def test_what_is_measured_and_when_is_no_part_of_the_figures_and_all_else_is(tmp_path: Path):
    first = digest_of(figures(reported(tmp_path / "first", receipt(), BEGIN)))
    later = measured_anew(receipt(day=3, rerun="same"))
    later = later.model_copy(update={"sequence": receipt().sequence})
    assert digest_of(figures(reported(tmp_path / "later", later, BEGIN + timedelta(days=2)))) == first
    other = receipt(uptime=0.5)
    assert digest_of(figures(reported(tmp_path / "other", other, BEGIN))) != first

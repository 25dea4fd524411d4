"""Valid artifacts whose fields the contract does not name."""

from datetime import timedelta

NOW = "2026-01-31T12:00:00Z"


def sweep() -> dict:
    return {
        "schema_version": 1,
        "generated_utc": NOW,
        "profile": "reduced",
        "stages": {
            "smoke": {"wall_sec": 22.5, "task_sec": 20.0, "overhead_sec": 2.5},
            "code": {"wall_sec": 1.5, "task_sec": None, "overhead_sec": None},
        },
    }


def definition_of_done() -> dict:
    rows = [{"row": f"{number:02}", "state": "pass", "duration_sec": 0.5, "detail": "make gates"} for number in range(1, 14)]
    return {"schema_version": 1, "generated_utc": NOW, "strict": True, "rows": rows}


def machine_snapshot() -> dict:
    return {
        "schema_version": 1,
        "generated_utc": NOW,
        "label": "machine-1",
        "machine_id": "1" * 8,
        "rehearsal": False,
        "profile": "reduced",
        "passed": True,
        "scores": {"overall_score": 0.93},
        "stds": {"overall_score": 0.01},
        "gates": {"smoke": "done"},
        "artifacts": {"smoke_summary": "a" * 64},
    }


def node_state() -> dict:
    span = {"from_utc": "2026-01-30T12:00:00Z", "to_utc": NOW}
    return {"schema_version": 1, "node_id": "node-1", "measured_utc": NOW, "up": [span]}


def node_profile() -> dict:
    return {"node_id": "node-1", "region": "eu", "hardware_tier": "laptop", "cpu_cores": 4, "memory_gb": 8.0, "network_tier": "fibre"}


def onboarding() -> dict:
    return pilot_status()["onboarding"]


def pilot_status() -> dict:
    from gates.cohort.pilot_status import pilot_status as status_of

    taken, clock = _pilot()
    return status_of(taken, {"altered": 1}, clock, refused_nowhere={"malformed": 1}).model_dump(mode="json")


def pilot_report() -> dict:
    from gates.cohort.pilot_report import pilot_report as report_of
    from gates.cohort.refusals import Refusal

    taken, clock = _pilot()
    refusal = Refusal("altered", refused=clock.now)
    return report_of(taken, clock, [refusal]).model_dump(mode="json")


def _pilot():
    """Three days of three nodes: one is always well, a gate fails at one on the first day, and one is seldom up on the second."""
    from gates.cohort.pilot_status import PilotClock
    from tests.gates.cohort.receipts import BEGIN, receipt

    days = range(1, 4)
    taken = {
        "node-1": [receipt("node-1", day, rerun="same") for day in days],
        "node-2": [receipt("node-2", day, region="us", failure="baseline: too little" if day == 1 else "") for day in days],
        "node-3": [receipt("node-3", day, region="asia", uptime=0.5 if day == 2 else 1.0) for day in days],
    }
    return taken, PilotClock(BEGIN + timedelta(days=2, hours=1))

"""A measurement shows what the work took, and nothing of who asked for it."""

import os
from pathlib import Path

import psutil
import pytest

from tasks.computing.measuring import Measurement, measure, same_payload
from tasks.errors import MeasurementDiffersError, MeasurementFailedError, MeasurementTimeoutError

MIB = 2**20
PROBE = """
import os, resource, sys, time
import numpy as np
from core.errors import SignatureRefusedError

def allocate(mib):
    held = np.ones(mib * 2**20, dtype=np.uint8)
    return {"mib": len(held) // 2**20, "ru_maxrss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}

def sleep(seconds):
    time.sleep(seconds)
    return {}

def hang(pid_file):
    open(pid_file, "w").write(str(os.getpid()))
    time.sleep(600)

def refuse(_): raise SignatureRefusedError("not like this")
def stumble(_): raise KeyError("a name that nobody knows")
def die(_): os.kill(os.getpid(), 9)
def say_no_number(_): return {"value": float("nan")}
def return_nothing(_): return None
def threads(_): return {"threads": os.environ["OPENBLAS_NUM_THREADS"]}
"""


@pytest.fixture
def probe(tmp_path: Path) -> dict[str, str]:
    """An environment in which the module `probe` can be imported."""
    (tmp_path / "probe.py").write_text(PROBE)
    return {**os.environ, "PYTHONPATH": str(tmp_path)}


def test_what_the_work_allocates_is_what_is_told(probe):
    small, large = (measure("probe:allocate", mib, 60, environment=probe).peak_rss_bytes for mib in (1, 129))
    assert 124 * MIB < large - small < 134 * MIB


def test_the_heap_is_told_where_it_is_traced(probe):
    assert measure("probe:allocate", 64, 60, environment=probe).peak_heap_bytes is None
    traced = measure("probe:allocate", 64, 60, trace_heap=True, environment=probe).peak_heap_bytes
    assert traced is not None and 64 * MIB <= traced < 65 * MIB


def test_a_large_parent_does_not_raise_the_figure(probe):
    held = bytearray(os.urandom(MIB)) * 400
    found = measure("probe:allocate", 1, 60, environment=probe)
    assert found.peak_rss_bytes < 200 * MIB < 400 * MIB <= found.payload["ru_maxrss"], len(held)


def test_the_time_that_the_work_takes_is_told(probe):
    assert measure("probe:sleep", 0.4, 60, environment=probe).runtime_sec >= 0.4


def test_work_that_hangs_is_ended_at_its_ceiling(probe, tmp_path):
    with pytest.raises(MeasurementTimeoutError, match=r"probe:hang was ended after 3 s"):
        measure("probe:hang", str(tmp_path / "pid"), 3, environment=probe)
    assert not psutil.pid_exists(int((tmp_path / "pid").read_text()))


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        ("probe:refuse", r"core\.signature\.refused: not like this"),
        ("probe:stumble", "KeyError: 'a name that nobody knows'"),
        ("probe:die", "ended by signal 9"),
        ("probe:say_no_number", "not JSON compliant"),
        ("probe:return_nothing", "Input should be an object"),
        ("probe:not_there", "not_there"),
        ("nowhere:work", "No module named 'nowhere'"),
    ],
)
def test_work_without_a_result_is_a_failure_that_names_it_and_the_reason(probe, work, reason):
    with pytest.raises(MeasurementFailedError, match=f"{work} ended without a result: .*({reason})"):
        measure(work, None, 60, environment=probe)


def test_work_is_measured_in_the_environment_of_every_computing_process(probe):
    probe["OPENBLAS_NUM_THREADS"] = "7"
    assert measure("probe:threads", None, 60, environment=probe).payload == {"threads": "1"}


def run_of(**payload: object) -> Measurement:
    return Measurement(runtime_sec=1, peak_rss_bytes=1, peak_heap_bytes=None, payload=payload)  # type: ignore[arg-type]


def test_runs_that_differ_in_times_only_computed_the_same():
    runs = (run_of(a=[{"x": 1, "t_sec": 2}], latency_ms=1, duration_s=1), run_of(a=[{"x": 1, "t_sec": 3}], latency_ms=2, duration_s=2))
    assert same_payload("work", runs) == runs[0].payload


@pytest.mark.parametrize("other", [{"a": [{"x": 2}]}, {"a": []}, {"a": [{"x": 1}], "b": 0}, {}])
def test_runs_that_computed_something_else_are_refused(other):
    with pytest.raises(MeasurementDiffersError):
        same_payload("work", (run_of(a=[{"x": 1}]), run_of(**other)))

"""`python -m tasks.computing.measured`: run one piece of work, asked for as JSON on standard input, and tell what it took on standard output.

Light to import, so that the memory told is the work's.
"""

import json
import re
import resource
import sys
import time
import tracemalloc
from importlib import import_module
from pathlib import Path

from core.errors import CodedError

_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)
_STATUS = Path("/proc/self/status")


def peak_rss_bytes() -> int:
    """The most memory that this process has had resident since its program began.

    Linux's VmHWM: the ru_maxrss of getrusage would count what the parent held when it started this process, for an exec keeps it.
    Elsewhere (macOS) ru_maxrss, which is in bytes there.
    """
    if sys.platform == "linux":
        return int(_PEAK.findall(_STATUS.read_text())[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def run(work: str, asked: object, trace_heap: bool) -> dict[str, object]:
    """What the function `module:name` returns for what is asked of it, and its cost.

    `runtime_sec` is that of the call, without interpreter and import of the module; `peak_heap_bytes` is what Python and NumPy
    allocated during the call, None unless it is traced, which makes the call several times slower.
    """
    module, _, name = work.partition(":")
    function = getattr(import_module(module), name)
    if trace_heap:
        tracemalloc.start()
    started = time.perf_counter()
    payload = function(asked)
    runtime_sec = time.perf_counter() - started
    peak_heap = tracemalloc.get_traced_memory()[1] if trace_heap else None
    return {"runtime_sec": runtime_sec, "peak_rss_bytes": peak_rss_bytes(), "peak_heap_bytes": peak_heap, "payload": payload}


def main() -> int:
    """Do what standard input asks for; 1 with the reason on standard error where it is refused."""
    asked = json.load(sys.stdin)
    try:
        found = run(asked["work"], asked["asked"], asked["trace_heap"])
    except CodedError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 1
    json.dump(found, sys.stdout, allow_nan=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What a smoke run costs: seconds, memory over all its processes, and whether an agent's host ever loaded torch.

`python -m benchmarks.smoke_cost [--json]` runs `python -m flows.smoke --include-fairness` once and samples it each second.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import psutil

MIB = 2**20


def pss_bytes(process: psutil.Process) -> int:
    """Proportional set size of one process; 0 where it has ended."""
    try:
        return int(process.memory_full_info().pss)
    except (psutil.Error, AttributeError):
        return 0


def maps_torch(process: psutil.Process) -> bool:
    """Whether the process has torch's library mapped."""
    try:
        return "libtorch" in Path(f"/proc/{process.pid}/maps").read_text()
    except OSError:
        return False


def main() -> int:
    """Run, sample, print; the exit status is smoke's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    is_json = parser.parse_args().json
    started = time.monotonic()
    run = subprocess.Popen([sys.executable, "-m", "flows.smoke", "--include-fairness"], stdout=subprocess.DEVNULL)
    peak, hosts_with_torch, num_hosts = 0, set[int](), set[int]()
    while run.poll() is None:
        tree = [psutil.Process(run.pid), *psutil.Process(run.pid).children(recursive=True)]
        peak = max(peak, sum(map(pss_bytes, tree)))
        hosts = [one for one in tree if "p2p.agent.process" in _command(one)]
        num_hosts |= {one.pid for one in hosts}
        hosts_with_torch |= {one.pid for one in hosts if maps_torch(one)}
        time.sleep(1.0)
    found = {
        "exit_status": run.returncode,
        "seconds": round(time.monotonic() - started, 1),
        "peak_pss_mib": round(peak / MIB),
        "agent_hosts": len(num_hosts),
        "agent_hosts_with_torch": len(hosts_with_torch),
    }
    print(json.dumps(found) if is_json else "\n".join(f"{name:24} {value}" for name, value in found.items()))
    return run.returncode


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


if __name__ == "__main__":
    sys.exit(main())

"""Discovery, many times: two agents' hosts start, and each must find the other; prints how long it took.

`python -m benchmarks.discovery --runs 100`; exits 1 when one was missed or the median is a second or more.
"""

import argparse
import logging
import statistics
import sys

import structlog
import trio

from core.signing.keys import SigningKey
from p2p.host import AgentHost, HostConfig
from p2p.peers import AddressBook

PATIENCE_S = 10.0


async def time_to_find(network: str) -> float | None:
    """Seconds from the start of two hosts until both know each other; None where it takes too long."""
    config = HostConfig(network=network, interfaces=("127.0.0.1",))
    one, two = (AgentHost(SigningKey.generate(), config, AddressBook()) for _ in range(2))
    started_s = trio.current_time()
    with trio.move_on_after(PATIENCE_S):
        async with one.run(), two.run():
            while two.peer_id not in one.known_peers() or one.peer_id not in two.known_peers():
                await trio.sleep(0.001)
            return trio.current_time() - started_s
    return None


async def run_all(num_runs: int) -> list[float | None]:
    """The times of `num_runs` runs, one after the other, each in a network of its own."""
    return [await time_to_find(f"benchmark-{run}") for run in range(num_runs)]


def main() -> int:
    """Run, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    num_runs = parser.parse_args().runs
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    times_s = trio.run(run_all, num_runs)
    found_s = sorted(time_s for time_s in times_s if time_s is not None)
    median_s = statistics.median(found_s) if found_s else float("inf")
    print(f"found {len(found_s)} of {num_runs}, median {median_s:.3f} s, slowest {found_s[-1] if found_s else float('inf'):.3f} s")
    return 0 if len(found_s) == num_runs and median_s < 1 else 1


if __name__ == "__main__":
    sys.exit(main())

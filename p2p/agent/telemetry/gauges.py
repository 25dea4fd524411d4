"""How an agent stands at the moment, read from its parts when somebody asks: nothing is counted in vain."""

from collections import Counter
from collections.abc import Iterator

import psutil
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from p2p.agent.context import AgentContext
from p2p.agent.telemetry.metrics import PREFIX
from p2p.clock import now_s


class Gauges(Collector):
    """The state of one agent as metrics."""

    def __init__(self, agent: AgentContext) -> None:
        self._agent = agent
        self._process = psutil.Process()

    def collect(self) -> Iterator[Metric]:
        """Every metric with its present value."""
        yield from self._of_network()
        yield from self._of_work()
        yield from self._of_process()

    def _of_network(self) -> Iterator[Metric]:
        host = self._agent.host
        num_connections, num_streams = host.num_open
        known = host.known_peers()
        peers = {
            "known": len(known),
            "connected": len(host.connected_peers()),
            "trusted": len(self._agent.trust),
        }
        yield _gauge("connections", "Open connections.", num_connections)
        yield _gauge("streams", "Streams of peers that are being answered.", num_streams)
        yield _labelled(GaugeMetricFamily, "peers", "Peers.", "state", peers)
        moved = {"sent": self._agent.shelf.num_bytes_sent, "received": self._agent.store.num_bytes_received}
        yield _labelled(CounterMetricFamily, "blob_bytes", "Bytes of blobs that were moved.", "direction", moved)
        yield _gauge("blob_held_bytes", "Space that blobs of peers take.", self._agent.store.held_bytes)
        yield _gauge("replay_window_messages", "Messages that are remembered until they expire.", len(self._agent.window))
        yield _gauge("replay_journal_bytes", "Space that they take on disk.", self._agent.window.size_bytes)

    def _of_work(self) -> Iterator[Metric]:
        agent = self._agent
        tasks = {"running": agent.executions.num_running, "queued": agent.executions.num_queued}
        yield _labelled(GaugeMetricFamily, "tasks_active", "Tasks that run or wait.", "state", tasks)
        reports = agent.coordinator.reports()
        sessions = Counter[str]({"running": 0}) + Counter(report.status for report in reports)
        yield _labelled(GaugeMetricFamily, "sessions", "Training sessions of this home.", "status", {"running": 0, **sessions})
        yield _gauge("session_rounds", "Finished rounds of the sessions of this home.", sum(len(report.rounds) for report in reports))
        starts = {"aggregates": agent.worker.num_starts, "trains": agent.trainer.num_starts, "predicts": agent.predictor.num_starts}
        yield _labelled(CounterMetricFamily, "worker_starts", "How often a computing process was started.", "process", starts)

    def _of_process(self) -> Iterator[Metric]:
        yield _gauge("resident_bytes", "Resident memory of the agent's own process.", self._process.memory_info().rss)
        yield _gauge("open_descriptors", "Open file descriptors of the agent's own process.", self._process.num_fds())
        yield _gauge("uptime_seconds", "Since the process was started.", round(now_s() - self._process.create_time(), 1))


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{PREFIX}_{name}", text, value)


def _labelled(kind: type[GaugeMetricFamily | CounterMetricFamily], name: str, text: str, label: str, values: dict[str, int]) -> Metric:
    family = kind(f"{PREFIX}_{name}", text, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family

"""Metrics: what the agent has counted and how it stands."""

from fastapi import FastAPI, Response
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from p2p.agent.api.schemas.metrics import Sample
from p2p.agent.context import AgentContext
from p2p.agent.telemetry.gauges import Gauges


def add_metrics_routes(app: FastAPI, agent: AgentContext) -> None:
    """Serve /metrics, as Prometheus reads it, and /metrics/values, as JSON."""
    agent.metrics.registry.register(Gauges(agent))

    @app.get("/metrics", response_class=Response)
    async def metrics() -> Response:  # pyright: ignore[reportUnusedFunction]
        return Response(agent.metrics.text(), media_type=CONTENT_TYPE_LATEST)

    @app.get("/metrics/values")
    async def values() -> list[Sample]:  # pyright: ignore[reportUnusedFunction]
        return agent.metrics.samples()

"""Cleaning of the home under a running agent."""

from functools import partial

import trio
from fastapi import FastAPI

from p2p.agent.api.schemas.clean import CleanReport, CleanRequest
from p2p.agent.context import AgentContext
from p2p.agent.storage.cleaning import find_waste, remove, report_of
from p2p.clock import now_s


def add_clean_routes(app: FastAPI, agent: AgentContext) -> None:
    """Serve /clean."""

    @app.post("/clean")
    async def clean(body: CleanRequest) -> CleanReport:  # pyright: ignore[reportUnusedFunction]
        waste = await trio.to_thread.run_sync(partial(find_waste, agent.home, body, now_s(), is_running=True))
        if not body.is_dry_run:
            sessions = {one.path for one in waste if one.kind == "sessions"}
            forgotten = agent.coordinator.forget(path.name for path in sessions)
            spared = {path for path in sessions if path.name not in forgotten}
            waste = await trio.to_thread.run_sync(remove, waste, spared)
        return report_of(waste, body)

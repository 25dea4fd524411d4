"""Corpora: what is there to be trained on, who may do so, and what has been trained."""

from pathlib import Path
from typing import Annotated

import trio
from fastapi import FastAPI, Query

from p2p.agent.api.schemas.corpora import CorpusImport
from p2p.agent.context import AgentContext
from p2p.agent.corpora.store import CorpusRecord
from p2p.agent.storage.imports import file_sha256, import_file
from p2p.agent.training.activity import TrainingEvent

MAX_IMPORT_BYTES = 4 * 2**30


def add_corpus_routes(app: FastAPI, agent: AgentContext) -> None:
    """Serve /corpora and /training."""
    consents, activity = agent.participant.consents, agent.participant.activity

    @app.post("/corpora", status_code=201)
    async def import_corpus(body: CorpusImport) -> dict[str, str]:  # pyright: ignore[reportUnusedFunction]
        target = agent.home.corpus_path(body.name)
        if target.with_suffix(".json").exists():
            # Whoever may train on the old data may not do so on new data before the new consent is on disk.
            consents.revoke(body.name)
        sha256 = await trio.to_thread.run_sync(_import, body.path, target)
        consents.note_import(body.name, sha256, body.consent, body.description)
        return {"corpus": body.name}

    @app.get("/corpora")
    async def corpora() -> list[CorpusRecord]:  # pyright: ignore[reportUnusedFunction]
        return list(consents.store.records())

    @app.delete("/corpora/{name}/consent")
    async def revoke(name: str) -> CorpusRecord:  # pyright: ignore[reportUnusedFunction]
        return consents.revoke(name)

    @app.get("/training")
    async def training(after: Annotated[int, Query(ge=0, le=2**53)] = 0) -> list[TrainingEvent]:  # pyright: ignore[reportUnusedFunction]
        return list(activity.after(after))


def _import(source: str, target: Path) -> str:
    import_file(source, target, MAX_IMPORT_BYTES)
    return file_sha256(target)

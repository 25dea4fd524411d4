"""The local API's words about corpora, consent and what becomes of them."""

from pydantic import BaseModel, ConfigDict

from p2p.agent.corpora.store import ConsentGrant, CorpusDescription


class CorpusImport(BaseModel):
    """Asks to copy a file of packed examples into the agent's home; without a consent nobody may train on it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    path: str
    consent: ConsentGrant | None = None
    description: CorpusDescription | None = None

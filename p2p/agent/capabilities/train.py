"""Train: one local training on the provider's own data, for peers to whom its owner has consented; no data leave."""

import secrets
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from core.ids import PeerId
from learning.plan import TrainingPlan
from p2p.agent.computing.operations import Initialise, ModelFile, Train, UpdateFile
from p2p.agent.corpora.store import Readiness
from p2p.agent.errors import CorpusMismatchError, SessionBusyError, TaskInputInvalidError
from p2p.agent.storage.home import AgentHome
from p2p.agent.training.participant import Participant
from p2p.protocols.capability import Limits

TIME_S = 120.0


class TrainInput(BaseModel):
    """A corpus, and the training of which the provider is to do one client's round; without a plan, only what the corpus is like."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    corpus: Annotated[str, Field(min_length=1, max_length=64)]
    plan: TrainingPlan | None = None
    round_index: Annotated[int, Field(ge=0, lt=100_000)] = 0
    client: Annotated[int, Field(ge=0, lt=10_000_000)] = 0


class TrainCapability:
    """Trains from the plan's first weights in the process that trains in sessions too, and tells of the update but keeps it."""

    name = "train"
    summary = (
        "Trains one round of a plan on a corpus of its own and tells the loss and the update's hash; without a plan, whether it would."
    )
    limits = Limits(concurrency=1, queue=8, time_s=TIME_S)
    input: type[BaseModel] = TrainInput

    def __init__(self, home: AgentHome, participant: Participant) -> None:
        self._home = home
        self._participant = participant

    async def run(self, value: TrainInput, peer: PeerId, /) -> JsonValue:
        """`{num_examples, loss, update_sha256, size_bytes}`, or a `Readiness` where there is no plan.

        Errors: CorpusUnknownError (p2p.corpus.unknown), CorpusConsentError (p2p.corpus.no_consent), SessionBusyError
        (p2p.session.busy) while the agent takes part in a session, and those of the training.
        """
        consents = self._participant.consents
        record = consents.check(value.corpus, peer)
        if value.plan is None:
            if record.description is None:
                raise CorpusMismatchError("the corpus has no description: it was imported without names", corpus=value.corpus)
            ready = Readiness(corpus=value.corpus, terms=record.description.terms, statistics=record.description.statistics)
            return ready.model_dump(mode="json")
        if value.round_index >= value.plan.num_rounds or value.client >= value.plan.num_clients:
            raise TaskInputInvalidError("the plan has no such round or client", round_index=value.round_index, client=value.client)
        if self._participant.is_seated:
            raise SessionBusyError("the agent takes part in a session")
        update = await consents.while_permitted(value.corpus, peer, self._trained, value, value.plan)
        return {"num_examples": update.num_examples, "loss": update.loss, "update_sha256": update.sha256, "size_bytes": update.size_bytes}

    async def _trained(self, value: TrainInput, plan: TrainingPlan) -> UpdateFile:
        """Train the plan's first weights; neither they nor the update stay."""
        name = f"task-{secrets.token_hex(8)}"
        model, update = self._home.blobs / f"{name}-model", self._home.blobs / f"{name}-update"
        trainer = self._participant.trainer
        try:
            await trainer.call(Initialise(plan=plan, out_path=str(model)), ModelFile, TIME_S)
            operation = Train(
                plan=plan,
                model_path=str(model),
                corpus_path=str(self._home.corpus_path(value.corpus)),
                round_index=value.round_index,
                client=value.client,
                out_path=str(update),
            )
            return await trainer.call(operation, UpdateFile, TIME_S)
        finally:
            for path in (model, update):
                path.unlink(missing_ok=True)

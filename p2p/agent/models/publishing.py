"""From a finished session to a published model, and models as files that people pass on. Light to import: no NumPy."""

import re
from pathlib import Path

from pydantic import ValidationError

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p.agent.errors import FileRefusedError, ModelInvalidError, ModelUnknownError
from p2p.agent.models.card import MAX_CARD_BYTES, ModelCard, TrainingFacts, default_terms, encode_card, parse_card, sign_card
from p2p.agent.models.store import ModelStore, PublishedModel, max_weights_bytes
from p2p.agent.storage.home import AgentHome
from p2p.agent.storage.imports import read_bounded
from p2p.agent.training.session_files import REPORT, SessionFiles
from p2p.agent.training.sessions import SessionReport
from p2p.atomic_file import create_private_file
from p2p.errors import SessionUnknownError

UNSTATED_LICENCE = "No licence was stated; ask those whose data the model was trained on."
ENDING = ".safetensors"

_SESSION_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def session_report(home: AgentHome, session_id: str) -> SessionReport:
    """The report of an ended session as it lies in the home; the agent need not run.

    Errors: SessionUnknownError (p2p.session.unknown), and those of `SessionFiles.read`.
    """
    if not _SESSION_ID.fullmatch(session_id):
        raise SessionUnknownError("not the id of a session", session_id=session_id[:64])
    files = SessionFiles(home.rounds)
    if not (files.folder(session_id) / REPORT).is_file():
        raise SessionUnknownError("the home has no report of such a session", session_id=session_id)
    return files.read(session_id)


def card_of_session(
    report: SessionReport, created_at: str, *, name: str | None = None, licence: str = UNSTATED_LICENCE, accuracy: float | None = None
) -> ModelCard:
    """The card of the model that a session ended in; its name is the corpus's unless another is given.

    Errors: ModelUnknownError (p2p.model.unknown) where no round was finished, ModelInvalidError (p2p.model.invalid).
    """
    if report.weights_sha256 is None or not report.rounds:
        raise ModelUnknownError("no round of the session was finished", session_id=report.session_id)
    plan = report.plan
    try:
        training = TrainingFacts(
            plan=plan,
            num_rounds=len(report.rounds),
            num_participants=len({client for finished in report.rounds for client in finished.included}),
            session_id=report.session_id,
            loss=report.rounds[-1].mean_loss,
            accuracy=accuracy,
        )
        return ModelCard(
            name=name or report.corpus,
            weights_sha256=report.weights_sha256,
            architecture=plan.model,
            terms=report.terms or default_terms(plan.model),
            normalisation=plan.normalisation,
            training=training,
            created_at=created_at,
            licence=licence,
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise ModelInvalidError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}"[:300]) from error


def publish_session(home: AgentHome, report: SessionReport, card: ModelCard, key: SigningKey) -> PublishedModel:
    """Put the model that a session ended in into the home's store, signed by the home's key, and serve it from now on.

    Errors: those of `ModelStore.publish`.
    """
    assert report.model_path is not None, "a card was made of it"
    return ModelStore(home.models).publish(Path(report.model_path), sign_card(card, key))


def export_model(model: PublishedModel, target: Path) -> tuple[Path, Path]:
    """Write a model's weights to `target`, or under its name into the folder `target`, and its card beside them; where they are.

    Errors: FileRefusedError (p2p.file.refused) where something is there already, or it cannot be written.
    """
    path = target / f"{model.card.name}-{model.weights_sha256[:12]}{ENDING}" if target.is_dir() else target
    if path.suffix != ENDING:
        raise FileRefusedError(f"the file's ending must be {ENDING}", path=str(path))
    card_path = path.with_suffix(".json")
    try:
        if card_path.exists() or not create_private_file(path, read_bounded(model.path, max_weights_bytes(model.card.architecture))):
            raise FileRefusedError("a file is there already", path=str(path))
        create_private_file(card_path, encode_card(model.card))
    except OSError as error:
        raise FileRefusedError(f"the model cannot be written: {error.strerror}", path=str(path)) from error
    return path, card_path


def import_model(store: ModelStore, path: Path) -> PublishedModel:
    """Take a stranger's weights and the card beside them into the store; the model is not served yet.

    Errors: those of `ModelStore.add` and `parse_card`; ModelInvalidError (p2p.model.invalid) where another card of these weights
    is there already.
    """
    if path.suffix != ENDING:
        raise FileRefusedError(f"the file's ending must be {ENDING}", path=str(path)[:200])
    for needed in (path, path.with_suffix(".json")):
        if not needed.exists():
            raise FileRefusedError("there is no such file; a model is two, PATH.safetensors and its card PATH.json", path=str(needed)[:200])
    card = parse_card(read_bounded(path.with_suffix(".json"), MAX_CARD_BYTES))
    try:
        known = store.named(card.weights_sha256).card
    except CodedError:
        return store.add(path, card)
    if known != card:
        raise ModelInvalidError("the store has these weights with another card", model=card.weights_sha256)
    return store.add(path, card)

"""Receiving by the maintainer's agent: what the cohort's folder tells it of invitations, and where it puts bundles that have arrived whole.

The agent reads no invitation: it knows each by the hash of the file that was issued, and goes by the terms that are written here.
"""

from datetime import datetime
from pathlib import Path

from core.signing.keys import SigningKey
from gates.cohort.bundle.archive import CAPS
from gates.cohort.invitations import CohortInvitation, sign_invitation
from gates.cohort.ledger import Ledger
from p2p.agent.api.schemas.bundles import InboxFacts
from p2p.agent.client.bundles import open_inbox
from p2p.agent.client.connection import Connection
from p2p.agent.inbox.terms import Pass, Terms, invitation_digest, write_terms
from tasks.cohort.store import CohortFolder
from tasks.evidence.local_identity import local_key
from tasks.project.locks import locked


def open_arrivals(folder: CohortFolder, agent: Connection) -> InboxFacts:
    """Have the running agent receive bundles for the cohort, until it is told otherwise, over restarts.

    Errors: those of `write_present_terms` and of the agent's inbox (p2p.file.refused, p2p.store.unreadable).
    """
    inbox_of(folder).mkdir(mode=0o700, exist_ok=True)
    with locked(folder.root):
        write_present_terms(folder)
    return open_inbox(agent, str(inbox_of(folder).resolve()), str(folder.quarantine.resolve()))


def write_present_terms(folder: CohortFolder) -> None:
    """Tell an agent that receives for the cohort, if any ever did, whom it invites at present; for the holder of the folder's lock.

    Errors: CohortDamagedError (tasks.cohort.damaged), StoreUnreadableError (p2p.store.unreadable), those of `local_key`.
    """
    if inbox_of(folder).exists():
        write_terms(inbox_of(folder), terms_of(folder.ledger(), local_key()))


def terms_of(ledger: Ledger, key: SigningKey) -> Terms:
    """What the invitations of a cohort come to, each by the file that its volunteers have, also where it was taken back since."""
    passes = {
        invitation_digest(sign_invitation(one.model_copy(update={"revoked": False}), key).decode()): _pass(one, ledger)
        for one in ledger.invitations.values()
    }
    return Terms(max_bundle_bytes=CAPS.packed_bytes, passes={**passes})


def inbox_of(folder: CohortFolder) -> Path:
    """Where the agent keeps the terms, the accounts of peers, and what is on its way."""
    return folder.root / "inbox"


def _pass(one: CohortInvitation, ledger: Ledger) -> Pass:
    peers = {receipt.peer_id for receipts in ledger.taken.values() for receipt in receipts if receipt.invitation_id == one.id}
    return Pass(
        pass_id=one.id,
        expires_at_ms=round(datetime.fromisoformat(one.expires_utc).timestamp() * 1000),
        uses=one.uses,
        allowance_bytes=one.allowance_bytes,
        is_revoked=one.revoked,
        peers=tuple(sorted(peers)),
    )

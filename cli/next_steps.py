"""What a person can do about a peer's refusal."""

from collections.abc import Mapping

_NEXT_STEPS: Mapping[str, str] = {
    "p2p.peer.untrusted": "on the peer's machine: p2p-agent trust add {own}",
    "p2p.task.unknown": "see what it can do: p2p-agent capabilities {peer}",
    "p2p.task.input_invalid": "see what it takes: p2p-agent capabilities {peer} --json",
    "p2p.corpus.unknown": "on the peer's machine: p2p-agent train --data FILE --name NAME --consent-to {own}",
    "p2p.corpus.no_consent": "on the peer's machine: p2p-agent train --data FILE --name NAME --consent-to {own}",
}


def next_step(code: str, *, own: str, peer: str) -> str | None:
    """A line that says what to do when `peer` has refused the agent `own` with `code`; None where nothing can be said."""
    step = _NEXT_STEPS.get(code)
    return None if step is None else f"Next: {step.format(own=own, peer=peer)}"

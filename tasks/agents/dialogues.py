"""What one agent asks of another's assistant: each dialogue a conversation of its own."""

from collections.abc import Mapping
from hashlib import sha256

from prefect import task
from prefect.cache_policies import NO_CACHE
from pydantic import JsonValue

from core.signing.canonical import canonical_json
from p2p.agent.computing.operations import Said
from tasks.agents.network import COORDINATOR, AgentNetwork
from tasks.errors import DialogueFailedError

ANSWER_TIMEOUT_S = 120.0
"""The first answer waits for the encoder and for the documents to be encoded."""

Replies = tuple[Said, ...]


@task(cache_policy=NO_CACHE, persist_result=False)
def hold_over_agents(network: AgentNetwork, answering: str, dialogues: Mapping[str, tuple[str, ...]]) -> dict[str, Replies]:
    """What the assistant of the agent `answering` replies to the coordinator, turn by turn, by the names of the dialogues.

    Errors: DialogueFailedError (tasks.dialogue.failed), those of the agent's local API.
    """
    return {name: tuple(_reply(network, answering, name, text) for text in texts) for name, texts in dialogues.items()}


def replies_sha256(replies: Replies) -> str:
    """The SHA-256 of what was replied: texts, intents, refusals, steps, and the documents in their order.

    Scores are no part of it: an encoder that works on several texts at once has other last bits.
    """
    hidden = {"sources": {"__all__": {"passage", "score"}}}
    return sha256(canonical_json([said.model_dump(mode="json", exclude=hidden) for said in replies])).hexdigest()


def _reply(network: AgentNetwork, answering: str, conversation: str, text: str) -> Said:
    asked: JsonValue = {"text": text, "conversation": conversation}
    answer = network.client(COORDINATOR).ask(network.peer(answering), "assistant", asked, ANSWER_TIMEOUT_S)
    if answer.error is not None:
        raise DialogueFailedError(f"{conversation}: {answer.error['message']}", code=answer.error["code"], conversation=conversation)
    return Said.model_validate(answer.output)

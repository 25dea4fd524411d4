"""Peers that fail or die in the middle of a task: an answer with a code in time, never two, and an agent that goes on."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p.clock import now_ms
from p2p.protocols import task
from p2p.wire.framing import encode_frame
from p2p.wire.messages import TaskRequest, encode_message, envelope
from p2p.wire.signing import sign_message
from tests.system.tried_agents import TRUSTED, PeerProcess, TriedAgents, eventually, is_connected

pytestmark = pytest.mark.timeout(60)


def code_of(agents: TriedAgents, peer: str, name: str, timeout_s: float = 20.0) -> str:
    """The code with which the tried agent's task at `peer` fails."""
    with pytest.raises(CodedError) as caught:
        agents.tried.client.ask(peer, name, None, timeout_s=timeout_s)
    return caught.value.code


def request(agents: TriedAgents, key: SigningKey, size: int = 1) -> bytes:
    fields = envelope(key.peer_id, agents.peer_id, now_ms(), 30_000)
    message = TaskRequest(task_id="00000000-0000-4000-8000-000000000001", task="echo", input="x" * size, **fields)
    return encode_frame(encode_message(sign_message(message, key)))


def test_a_capability_that_raises_is_a_failed_task_and_its_agent_goes_on(agents: TriedAgents) -> None:
    with PeerProcess(agents, "provide") as peer:
        for expected in (1, 2):
            failed = agents.tried.client.ask(peer.key.peer_id, "break", None)
            assert (failed.status, failed.error["code"]) == ("failed", "p2p.task.failed")
            assert agents.tried.client.ask(peer.key.peer_id, "count", None).output == expected


@pytest.mark.parametrize("num_bytes", [0, 1, 100, None])
def test_peers_that_reset_their_streams_in_the_middle_cost_nothing(agents: TriedAgents, num_bytes: int | None) -> None:
    async def check() -> None:
        async with agents.host(TRUSTED) as host:
            for _ in range(25):
                stream = await host.open_stream(agents.peer_id, task.PROTOCOL)
                await stream.send_bytes(request(agents, TRUSTED, 2000)[:num_bytes])
                await stream.reset()

    agents.run(check)


def test_a_provider_that_is_killed_in_the_middle_of_a_task_is_noticed_and_its_next_life_serves(agents: TriedAgents) -> None:
    with PeerProcess(agents, "provide", seed=2) as peer, ThreadPoolExecutor() as pool:
        asked = pool.submit(code_of, agents, peer.key.peer_id, "hang")
        peer.heard("running")
        peer.kill()
        assert asked.result(10) == "p2p.stream.closed"
    with PeerProcess(agents, "provide", seed=2) as peer:
        assert agents.tried.client.ask(peer.key.peer_id, "count", None).output == 1


def test_an_asker_that_is_killed_has_its_task_cancelled(agents: TriedAgents) -> None:
    asker = agents.start("asker")
    with PeerProcess(agents, "provide", seed=3, trusted=(asker.record.peer_id,)) as peer, ThreadPoolExecutor() as pool:
        asker.client.connect(peer.key.peer_id, peer.addresses)
        asked = pool.submit(asker.client.ask, peer.key.peer_id, "hang", None)
        peer.heard("running")
        asker.process.kill()
        peer.heard("cancelled")
        assert isinstance(asked.exception(10), CodedError)
        assert agents.tried.client.ask(peer.key.peer_id, "count", None).output == 1
    asker.stop()


def test_a_stopped_provider_is_a_timeout_then_lost_and_serves_again_when_it_goes_on(agents: TriedAgents) -> None:
    with PeerProcess(agents, "provide", seed=4) as peer:
        assert agents.tried.client.ask(peer.key.peer_id, "count", None).output == 1
        peer.stop()
        assert code_of(agents, peer.key.peer_id, "count", timeout_s=1.0) == "p2p.task.timeout"
        eventually(lambda: not is_connected(agents.tried.client, peer.key.peer_id), timeout_s=25)
        peer.go_on()
        eventually(lambda: is_answered(agents, peer))


def is_answered(agents: TriedAgents, peer: PeerProcess) -> bool:
    """Whether the peer answers a count; one that was asked while it slept has been counted at most once."""
    try:
        answer = agents.tried.client.ask(peer.key.peer_id, "count", None, timeout_s=5)
    except CodedError:
        return False
    return answer.status == "completed" and answer.output in (2, 3)

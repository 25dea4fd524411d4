"""An agent that was killed refuses the messages that it admitted before."""

import os
import uuid

import pytest
import trio

from core.ids import PeerId, new_task_id
from core.signing.keys import SigningKey
from p2p.agent.launch import RunningAgent
from p2p.agent.storage.home import AgentHome
from p2p.clock import now_ms
from p2p.host import AgentHost, HostConfig
from p2p.peers import AddressBook
from p2p.protocols.task import PROTOCOL
from p2p.wire.messages import TaskRequest, TaskResponse, encode_message, envelope, parse_message
from p2p.wire.signing import sign_message
from tests.p2p.agent.forks import start_fork


@pytest.fixture
def start(tmp_path):
    environment = {**os.environ, "P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": f"system-{uuid.uuid4().hex[:8]}"}
    running: list[RunningAgent] = []

    def start_one() -> tuple[RunningAgent, str]:
        running.append(start_fork(AgentHome.at(tmp_path / "agent"), environment))
        return running[-1], environment["P2P_AGENT_NETWORK"]

    yield start_one
    for agent in running:
        agent.stop()


def test_a_killed_agent_refuses_what_it_admitted_before_and_takes_what_is_new(start) -> None:
    key = SigningKey.generate()

    def request(agent: RunningAgent) -> bytes:
        fields = envelope(key.peer_id, PeerId(agent.record.peer_id), now_ms(), 300_000)
        return encode_message(sign_message(TaskRequest(task_id=new_task_id(), task="echo", input="hello", **fields), key))

    def send(agent: RunningAgent, network: str, frames: list[bytes]) -> list[tuple[str, str | None]]:
        async def main() -> list[tuple[str, str | None]]:
            host = AgentHost(key, HostConfig(network, ("127.0.0.1",), is_discoverable=False), AddressBook())
            outcomes = []
            with trio.fail_after(60):
                async with host.run():
                    await host.connect(PeerId(agent.record.peer_id), agent.record.addresses)
                    for frame in frames:
                        stream = await host.open_stream(PeerId(agent.record.peer_id), PROTOCOL)
                        await stream.send_frame(frame)
                        response = parse_message(TaskResponse, await stream.receive_frame(2**20, 30))
                        await stream.close()
                        outcomes.append((response.status, response.error.code if response.error else None))
            return outcomes

        return trio.run(main)

    agent, network = start()
    agent.client.trust_add(key.peer_id)
    frames = [request(agent) for _ in range(5)]
    assert send(agent, network, frames) == [("completed", None)] * 5
    agent.process.kill()
    agent.process.wait()
    agent, network = start()
    assert send(agent, network, [*frames, request(agent)]) == [("failed", "p2p.task.replayed")] * 5 + [("completed", None)]
